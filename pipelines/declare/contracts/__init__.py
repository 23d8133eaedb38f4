"""Data contracts: what a dataset's source may send, column by column."""
