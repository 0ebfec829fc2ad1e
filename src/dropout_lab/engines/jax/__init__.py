"""The engine of stacks; the only room that knows JAX."""

from dropout_lab.engines.jax.engine import JaxEngine, load
from dropout_lab.engines.jax.side_by_side import side_by_side

__all__ = ["JaxEngine", "load", "side_by_side"]
