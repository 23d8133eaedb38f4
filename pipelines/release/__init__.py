"""The gate before readers, the readers of a release, and the catalogue that is released with it."""
