"""The audit by Great Expectations before a release."""
