"""Tests of what stands between the lake and its readers: audit, gate, Dagster."""
