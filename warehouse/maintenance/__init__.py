"""Maintenance of a store: compaction, dropped releases, copies at another place."""
