"""What trains: one contract, several engines; importing this loads no backend."""

from dropout_lab.engines.base import Engine, Epoch, Outcome, Session, train
from dropout_lab.engines.environment import environment
from dropout_lab.engines.registry import BACKENDS, check_engine, load_engine

__all__ = [
    "BACKENDS",
    "Engine",
    "Epoch",
    "Outcome",
    "Session",
    "check_engine",
    "environment",
    "load_engine",
    "train",
]
