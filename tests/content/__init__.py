"""Tests of the default district's content: its contracts, models, KPIs and rules."""
