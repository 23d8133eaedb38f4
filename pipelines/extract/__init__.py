"""From a silo to landed bytes: finds the objects of a silo and keeps each under the name of its hash."""
