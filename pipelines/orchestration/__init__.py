"""Dagster's view of a content root. Only this package imports Dagster."""
