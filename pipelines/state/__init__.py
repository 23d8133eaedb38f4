"""The memory of a run and between runs: the open store, the build log, failed builds."""
