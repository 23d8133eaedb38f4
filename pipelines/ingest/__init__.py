"""From landed bytes to `std` tables: validates each row, quarantines what fails, merges the rest."""
