"""What trains: one contract, several engines; importing this loads no backend."""

from dropout_lab.engines.base import Engine, Epoch, Outcome, Session, train
from dropout_lab.engines.environment import environment
from dropout_lab.engines.registry import load_engine

__all__ = [
    "Engine",
    "Epoch",
    "Outcome",
    "Session",
    "environment",
    "load_engine",
    "train",
]
