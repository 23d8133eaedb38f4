"""Declarations of a content root, read strictly: district, models, KPIs, rules, indices. The store stays closed."""
