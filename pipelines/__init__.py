"""How content runs: discovery, readers, judge, models, KPIs, rules, release, orchestration and the command line."""
