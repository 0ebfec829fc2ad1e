"""What stacks do on JAX's device, said in JSON by a process of its own: ``python -m tests.gpu.on_device``.

JAX_PLATFORMS says which: ``cpu``, or ``cuda,cpu``.
"""

import hashlib
import json
import sys
from functools import cache

import numpy as np

from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice
from tests.engines.on_jax import MASKS, NOISE, WHOLE
from tests.engines.recipes import digits_recipe
from tests.engines.stacks_on_jax import DIGITS, OTHERS, SGD, SIZE, SOME, WILD, digests, final

PRECISIONS = ("float32", "tf32", "bfloat16")
SIZES = (1, 64)
NOISY = "dropout, input too"
LARGE = digits_recipe(rate=0.2, epochs=1, hidden_units=(512, 512))
"""Matrices as large as the tutorial's: a library picks its kernel by their shapes."""


@cache
def engine(precision="float32"):
    """The engine of stacks in a precision."""
    return load_engine(engine_choice(name="jax", precision=precision))


def curves(precision, epochs, **parts):
    """Each metric of one run, by epoch."""
    stack = engine(precision).stack([(digits_recipe(epochs=epochs, **parts), 3)], DIGITS, 1)
    seen = [stack.train_epoch() for _ in range(epochs)]
    return {metric: [float(epoch[metric][0]) for epoch in seen] for metric in seen[0]}


def lanes():
    """Hash the lanes of `MASKS` as a compiled program draws them."""
    import jax
    import jax.numpy as jnp

    from dropout_lab.dropout import masks

    def drawn(seed, site, call, rows, units):
        draw = jax.jit(lambda seed, call: masks.lanes(seed, site, call, rows, units))
        found = np.asarray(draw(jnp.uint32(seed), jnp.uint32(call)))
        return hashlib.sha256(found.astype("<u2").tobytes()).hexdigest()

    return [drawn(*words) for words in MASKS]


def company(precision):
    """Digests of the same runs in different company, and how many programs were compiled for them."""
    kept = engine(precision)
    return {
        "in order": digests(kept, [(SOME, seed) for seed in (0, 1, 2, 3)]),
        "moved": digests(kept, [(SOME, seed) for seed in (3, 1, 0, 2)]),
        "mixed": digests(kept, [(SOME, 0), *((other, 1) for other in OTHERS[:2]), (SOME, 3)]),
        "padded": digests(kept, [(SOME, 2), (SOME, 1)], SIZE),
    }


def places(size):
    """Digests of one run at the first, a middle and the last place of a stack, and of it alone in one."""
    found = digests(engine(), [(LARGE, 7)], size)
    for place in {size // 2, size - 1}:
        runs = [(LARGE, 7 if seed == place else 1000 + seed) for seed in range(size)]
        found.append(digests(engine(), runs, size)[place])
    return sorted(set(found))


def products():
    """How far products are from those of rounded inputs, relative; and, for TF32, of inputs cut off."""
    import jax
    import jax.numpy as jnp

    from dropout_lab.engines.jax import precision

    rng = np.random.default_rng(0)
    left, right = (rng.standard_normal(shape).astype(np.float32) for shape in ((128, 784), (784, 512)))
    platform = jax.devices()[0].platform

    def off(found, wanted):
        return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))

    def rounded(bits):
        with jax.default_device(jax.devices("cpu")[0]):
            pair = [np.asarray(jax.lax.reduce_precision(jnp.asarray(a), **bits)) for a in (left, right)]
        return pair[0].astype(np.float64) @ pair[1].astype(np.float64)

    def cut(array):
        return (array.view(np.uint32) & np.uint32(0xFFFFE000)).view(np.float32).astype(np.float64)

    made = {
        name: np.asarray(jax.jit(precision.product_of(name, platform))(left, right), np.float64)
        for name in PRECISIONS
    }
    exact = left.astype(np.float64) @ right.astype(np.float64)
    return {
        "float32 from exact": off(made["float32"], exact),
        "tf32 from exact": off(made["tf32"], exact),
        "tf32 from rounded": off(made["tf32"], rounded(precision.TF32)),
        "tf32 from cut": off(made["tf32"], cut(left) @ cut(right)),
        "bfloat16 from exact": off(made["bfloat16"], exact),
        "bfloat16 from rounded": off(made["bfloat16"], rounded(precision.BFLOAT16)),
    }


def bits():
    """What another process has to repeat."""
    return {
        "company": {precision: company(precision) for precision in PRECISIONS},
        "places": {size: places(size) for size in SIZES},
    }


def main(only=""):
    """Say the facts, or only the bits."""
    facts = {"platform": engine().device.platform, "lanes": lanes()}
    if facts["platform"] == "gpu":
        facts |= bits()
    if only != "bits":
        steps = {"batch_size": WHOLE, **NOISE[NOISY]}
        facts |= {
            "steps": curves("float64", 100, **steps),
            "epochs": curves("float64", 9, optimizer="adam", **NOISE["dropout"]),
            "first": curves("float32", 1, **steps),
            "diverged": final(engine(), [(WILD, 0), (SGD, 1)]),
            "beside none": final(engine(), [(SGD, 1), (SGD, 2)])[:1],
            "products": products(),
        }
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
