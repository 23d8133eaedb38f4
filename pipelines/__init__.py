"""The kernel: discovery, readers, judge, models, KPIs, rules, release, orchestration and the command line."""
