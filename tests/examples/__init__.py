"""The content roots under `examples/`, run on their real data and held against figures computed without the kernel."""
