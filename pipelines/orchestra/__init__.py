"""Dagster's view of a content root. Only this package and the entry point `pipelines.definitions` import Dagster."""
