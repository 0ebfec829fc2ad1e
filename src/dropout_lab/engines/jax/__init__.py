"""The engine of stacks; the only room that knows JAX."""

from dropout_lab.engines.jax.engine import JaxEngine, load

__all__ = ["JaxEngine", "load"]
