"""The report site, on a small invented release and in a real browser."""
