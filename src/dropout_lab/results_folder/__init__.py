"""The folder of an experiment's results: its one reader."""

from dropout_lab.results_folder.packing import pack_errors, unpack_errors
from dropout_lab.results_folder.read import read_experiment, read_results

__all__ = [
    "pack_errors",
    "read_experiment",
    "read_results",
    "unpack_errors",
]
