"""How often the intervals, decisions and verdicts err, by simulation: `python -m benchmarks.calibration`.

`tests/stats/test_coverage.py` and `test_verdict_errors.py` run shorter versions of them with fixed seeds.
"""
