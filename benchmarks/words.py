"""The words that start an epoch in a process, and what they mean in a table."""

DROPOUTS = {
    "none": "our engine, no dropout",
    "ours": "our engine, rate 0.2",
    "keras": "our engine, rate 0.2 by Keras's own layer",
}
SINGLE = {
    "none": "engine of stacks (JAX), a run at a time, no dropout",
    "ours": "engine of stacks (JAX), a run at a time, rate 0.2",
    "bfloat16": "engine of stacks (JAX), a run at a time, rate 0.2, bfloat16",
}
PLAIN = {
    "fit": "plain Keras `fit`, rate 0.2, all cores",
    "fit_steps": "plain Keras `fit` with `steps_per_execution=50, jit_compile=False`, rate 0.2, all cores",
    "fit_jax": "plain Keras `fit` on JAX, rate 0.2, all cores",
    "torch": "a plain PyTorch loop, rate 0.2, all cores",
}
"""What others have, by case; only what is installed is timed."""
LIBRARIES = ("numpy", "xla")
PARTS = (
    *("products", "epoch", "compiled", "no_masks", "sgd", "evaluation", "measures"),
    *("cipher", "optimizer", "gather", "copy", "cached"),
)
"""What an epoch is made of, by the words of `benchmarks.parts`."""
ALONE = ("products", "compiled", "copy", "cached")
"""Those that one worker also does while the others wait."""
