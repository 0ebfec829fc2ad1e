"""The words that start an epoch in a process, and what they mean in a table."""

DROPOUTS = {
    "none": "our engine, no dropout",
    "ours": "our engine, rate 0.2",
    "keras": "our engine, rate 0.2 by Keras's own layer",
}
SINGLE = {
    "none": "engine of stacks (JAX), a run at a time, no dropout",
    "ours": "engine of stacks (JAX), a run at a time, rate 0.2",
}
LIBRARIES = ("numpy", "xla")
