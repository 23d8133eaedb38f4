"""The silos of the invented district, a module per part; each exports `SILO` (see `demo.silo`), none is listed."""
