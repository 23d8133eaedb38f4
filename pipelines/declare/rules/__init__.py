"""Rules across tables: those that are written as SQL, and those that headers and contracts declare."""
