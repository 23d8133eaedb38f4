"""Kills and write faults against real runs over a small town: `python -m bench.chaos --kills 300 --faults 200`.

Every trial copies a store, runs `hgt` over it, ends or disturbs the run at one point, looks at what readers see, runs
`hgt` once more and compares every table with a store that nothing disturbed. Trial N of a seed is the same everywhere
but for the machine's speed, so that a failure can be made again with `--only N`.
"""
