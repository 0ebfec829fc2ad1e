"""What trains: one contract, several engines; importing this loads no backend."""

from dropout_lab.engines.base import Engine, Epoch, Outcome, OutOfDeviceMemory, Session, StackingEngine
from dropout_lab.engines.compiled import stack_key
from dropout_lab.engines.course import train, train_stack
from dropout_lab.engines.derivatives import compiled_by_xla, gradients
from dropout_lab.engines.devices import Device, sees_gpu
from dropout_lab.engines.environment import environment, kind_of
from dropout_lab.engines.registry import check_engine, check_recipe, load_engine
from dropout_lab.engines.trial import try_layer

__all__ = [
    "Device",
    "Engine",
    "Epoch",
    "OutOfDeviceMemory",
    "Outcome",
    "Session",
    "StackingEngine",
    "check_engine",
    "check_recipe",
    "compiled_by_xla",
    "environment",
    "gradients",
    "kind_of",
    "load_engine",
    "sees_gpu",
    "stack_key",
    "train",
    "train_stack",
    "try_layer",
]
