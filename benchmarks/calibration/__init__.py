"""How often the intervals, decisions and verdicts err, by simulation: `python -m benchmarks.calibration`.

`tests/stats/test_promises_*.py` run shorter versions of the same simulations with fixed seeds.
"""
