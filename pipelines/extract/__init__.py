"""From a silo to landed bytes: finds what a silo offers and keeps it under the name of its hash."""
