"""The words that start an epoch in a process, and what they mean in a table."""

DROPOUTS = {
    "none": "our engine, no dropout",
    "ours": "our engine, rate 0.2",
    "keras": "our engine, rate 0.2 by Keras's own layer",
}
LIBRARIES = ("numpy", "xla")
