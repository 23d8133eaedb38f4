"""Checks on tables, the catalogue of rules, and the quality score."""
