"""Benchmarks: what a run costs, each figure as a ratio against a baseline measured in the same run."""
