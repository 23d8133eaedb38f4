"""Parts that all readers share: the extract, its limits, the bounded process, notes on content left out."""
