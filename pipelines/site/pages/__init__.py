"""Pages as declarations: `reports/<page>.toml` is a title, an order and sections of blocks over a release.

`page` reads a file, `sections` has the types of sections, `kpi_blocks` and `select_blocks` the types of blocks. `query`
queries the release, `template` puts its values into words and `reference` writes the documentation of every key.
"""
