"""The kernel: discovery, readers, validator, models, KPIs, rules, release, orchestration and the command line."""
