"""dropout-lab: the honest measurement of dropout, paired by seed."""

__version__ = "0.1.0"
