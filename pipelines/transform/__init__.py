"""From validated rows to derived tables: builds models, wholly or by the rows that changed."""
