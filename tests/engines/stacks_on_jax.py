"""What stacks do on the JAX engine, said in JSON by a process of its own.

``python -m tests.engines.stacks_on_jax FOLDER``; XLA_FLAGS may give the CPU several devices.
"""

import json
import re
import resource
import shutil
import sys
import warnings
from functools import cache
from pathlib import Path

import numpy as np

from dropout_lab.data import load
from dropout_lab.engines import OutOfDeviceMemory, load_engine, metrics, train, train_stack, try_layer
from dropout_lab.engines.single_run import SingleRun
from dropout_lab.errors import ResultsError
from dropout_lab.recipe import Dataset, engine_choice
from tests.engines.recipes import digits_recipe

DIGITS = load(Dataset(name="digits"))
HELD_OUT = load(Dataset(name="digits", validation_size=300))


def with_optimizer(recipe, **settings):
    """A recipe with other numbers in its optimizer."""
    return recipe.model_copy(update={"optimizer": recipe.optimizer.model_copy(update=settings)})


SIZE = 4
WHOLE = {"batch_size": 479, "epochs": 3}
"""Three whole batches an epoch: of a partial one a step is compiled by itself. SGD has one."""
SOME = digits_recipe(rate=0.3, **WHOLE)
SGD = digits_recipe(rate=0.3, epochs=3, optimizer="sgd")
OTHERS = [
    digits_recipe(rate=0.5, **WHOLE),
    with_optimizer(SOME, learning_rate=1e-4),
    with_optimizer(SOME, rho=0.5, epsilon=1e-3),
    digits_recipe(rate=0.3, randomness={"init": 3, "mask": 1}, **WHOLE),
]
"""Recipes of one program with SOME."""
WILD = with_optimizer(SGD, learning_rate=1e30)


def digests(engine, runs, size=None, images=DIGITS):
    """Weights of the runs of a stack at its end."""
    stack = engine.stack(runs, images, size or len(runs))
    for _ in range(runs[0][0].training.epochs):
        stack.train_epoch()
    return [metrics.weights_sha256(stack.take(place).weights) for place in range(len(runs))]


def company(engine):
    """The same runs in different company."""
    devices = engine.device.count
    return {
        "in order": digests(engine, [(SOME, seed) for seed in (0, 1, 2, 3)]),
        "moved": digests(engine, [(SOME, seed) for seed in (3, 1, 0, 2)]),
        "mixed": digests(engine, [(SOME, 0), *((other, 1) for other in OTHERS[:2]), (SOME, 3)]),
        "padded": digests(engine, [(SOME, 2), (SOME, 1)], SIZE),
        "alone": digests(engine, [(SOME, 0)], devices),
    }


def losses(engine, runs, size=SIZE):
    """Losses by run and epoch."""
    stack = engine.stack(runs, DIGITS, size)
    return np.array([stack.train_epoch()["train_loss"] for _ in range(3)]).T.tolist()


def outcome(step):
    """An outcome as plain data."""
    plain = {name: np.asarray(value).tolist() for name, value in vars(step).items() if name != "curves"}
    curves = {name: np.nan_to_num(curve, nan=-1).tolist() for name, curve in step.curves.items()}
    return {**plain, "curves": curves, "seconds": step.seconds > 0}


def final(engine, runs):
    """The outcomes of a stack."""
    return [outcome(step) for step in list(train_stack(engine, runs, DIGITS, SIZE))[-1]]


class Numpy:
    """A stack's first run as a session whose logits NumPy measures."""

    def __init__(self, stack, images):
        self.stack, self.images = stack, images

    def train_epoch(self):
        self.seen = self.stack.train_epoch()
        return self.seen["train_loss"][0]

    def logits(self, split):
        pixels = {
            "test": self.images.test_images,
            "train_probe": self.images.train_images,
            "validation": self.images.validation_images,
        }
        state = self.stack.take(0)
        found = self.stack.program.model.stateless_call(state.weights, state.others, pixels[split])
        return np.asarray(found[0])

    def weights(self):
        return self.stack.take(0).weights

    def learned(self):
        return {}


def measured(engine):
    """What the device measured of a run and what NumPy measures of it, after each of three epochs."""
    recipe = digits_recipe(rate=0.3, epochs=3).model_copy(
        update={"dataset": Dataset(name="digits", validation_size=300)}
    )
    session = Numpy(engine.stack([(recipe, 0)], HELD_OUT, SIZE), HELD_OUT)
    alone, pairs = SingleRun(session, HELD_OUT), []
    for _ in range(3):
        in_numpy = {name: float(value[0]) for name, value in alone.train_epoch().items()}
        pairs.append(({name: float(value[0]) for name, value in session.seen.items()}, in_numpy))
    ends = [{n: np.asarray(v).tolist() for n, v in vars(e.ending(0)).items()} for e in (session.stack, alone)]
    return {"epochs": pairs, "ends": ends}


def interrupted(engine, folder):
    """A stack kept after two of three epochs, dropped there, and taken up by another."""
    from dropout_lab.engines.jax.checkpoints import StackCheckpoints

    runs = [(SGD, 0), (WILD, 1)]
    kept = [StackCheckpoints(folder, every, runs, {"stack": SIZE}) for every in (2, 1)]
    through = final(engine, runs)
    steps = train_stack(engine, runs, DIGITS, SIZE, kept[0])
    first = [next(steps)[0].number, next(steps)[0].number]
    steps.close()
    files = sorted(str(path.relative_to(kept[0].folder)) for path in kept[0].folder.rglob("*.npz"))
    (whole,) = kept[0].folder.iterdir()
    content = {path.name: path.read_bytes() for path in whole.iterdir()}
    again = list(train_stack(engine, runs, DIGITS, SIZE, kept[1]))
    damaged = {}
    for name, parts in damages(content).items():
        shutil.rmtree(kept[0].folder, ignore_errors=True)
        whole.mkdir(parents=True)
        for part, bytes_of in parts.items():
            (whole / part).write_bytes(bytes_of)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found = kept[0].load(engine.stack(runs, DIGITS, SIZE))
        said = [str(warning.message) for warning in caught]
        damaged[name] = [found, said, kept[0].folder.exists()]
    (folder / "mine").mkdir()
    kept[0].folder.symlink_to(folder / "mine")
    try:
        led = kept[0].load(engine.stack(runs, DIGITS, SIZE))
    except ResultsError as error:
        led = str(error)
    return {
        "led elsewhere": led,
        "damaged": damaged,
        "first": first,
        "files": len(files),
        "resumed at": again[0][0].number,
        "through": through,
        "again": [outcome(step) for step in again[-1]],
    }


def damages(content):
    """Checkpoints that are not as they were kept, by what is wrong with them."""
    bit = {}
    for name, whole in content.items():
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 4
        bit[f"a bit of {name}"] = {**content, name: bytes(flipped)}
    lowered = content["training.json"].replace(b'"epochs": 2', b'"epochs": 1')
    return bit | {
        "cut": {**content, "1.npz": content["1.npz"][:-9]},
        "empty": {**content, "1.npz": b""},
        "missing": {name: whole for name, whole in content.items() if name != "1.npz"},
        "epochs": {**content, "training.json": lowered},
        "exchanged": {**content, "0.npz": content["1.npz"], "1.npz": content["0.npz"]},
    }


def refusal(engine):
    """What is said of a layer that cannot be stacked."""
    layer = {"layer": "tests.engines.unstackable:Unstackable", "name": "mine"}
    try:
        try_layer(engine, "jax", digits_recipe(rate=0.3, **layer))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def without_memory(engine):
    """What is said of a stack that finds no memory, and whether a small one trains after it."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    room = pages * resource.getpagesize() + 2**30
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    try:
        engine.stack([(SOME, 0)], DIGITS, 2**18)
    except OutOfDeviceMemory as error:
        return str(error), digests(engine, [(SOME, 0)], SIZE)
    return None


def bfloat16_products(engine):
    """The operands of each product of whole layers in the compiled epoch of a stack of one, 128 at a time."""
    import jax

    some = digits_recipe(rate=0.3)
    program = engine._program(some)
    with program.context():
        order = jax.ShapeDtypeStruct((1, 2 * some.training.batch_size), np.uint16)
        shapes = (jax.ShapeDtypeStruct((512, 64), np.uint8), jax.ShapeDtypeStruct((512,), np.int32))
        text = program.epoch.lower(program.empty(1), order, shapes).compile().as_text()
    kernels = re.findall(r"^ *%(ynn_fusion\S*) = f32\[\d+,\d+\]\S* fusion\((.*?)\)", text, re.MULTILINE)
    dtypes = dict(re.findall(r"^ *%(\S+) = (\w+)\[", text, re.MULTILINE))
    return [[dtypes[name] for name in re.findall(r"%([\w.-]+)", operands)] for _, operands in kernels]


def multiplied():
    """A product of random matrices with its gradients: by the processor and rounded in the program."""
    import jax

    from dropout_lab.engines.jax import precision

    rng = np.random.default_rng(0)
    left, right = (rng.normal(size=shape).astype(np.float32) for shape in ((32, 80), (80, 48)))
    error = rng.normal(size=(32, 48)).astype(np.float32)

    def of(product):
        made, pull = jax.vjp(product, left, right)
        return [np.asarray(part).tolist() for part in (made, *pull(error))]

    rounded = precision._with_gradient(precision._rounded(precision.BFLOAT16))
    return [of(precision._by_the_processor()), of(rounded)]


def of_one_device(single, engine):
    """What does not ask for several devices."""
    double = engine(True, precision="float64")
    kinds = [(recipe, 1) for recipe in (SOME, *OTHERS[1:])]
    first = [(SOME, 1)]
    return {
        "settings": {
            "stacked": losses(double, kinds),
            "alone": [losses(double, [kind], 1)[0] for kind in kinds],
            "sgd": losses(double, [(SGD, 1), (with_optimizer(SGD, momentum=0.5), 1)]),
        },
        "precision": {
            precision: [losses(engine(side, precision=precision), first)[0] for side in (False, True)]
            for precision in ("float32", "tf32", "bfloat16")
        },
        "bfloat16": {
            "kernels": bfloat16_products(engine(precision="bfloat16")),
            "multiplied": multiplied(),
            "repeated": [digests(engine(precision="bfloat16"), [(SOME, 1), (SOME, 0)][:n]) for n in (1, 2)],
        },
        "trained": [outcome(step) for step in list(train(single, SGD, 1, DIGITS))[-1:]],
        "refusal": refusal(single),
    }


def main(folder):
    """Say the facts."""
    load_engine(engine_choice(name="jax"))
    from dropout_lab.engines.jax import JaxEngine

    @cache
    def engine(side_by_side=False, **choice):
        return JaxEngine(engine_choice(name="jax", **choice), side_by_side)

    single = engine(precision="float32")
    facts = {
        "devices": single.device.count,
        "in turn": company(single),
        "programs": single.programs_built,
        "compiled": next(iter(single._programs._kept.values())).epoch._cache_size(),
        "side by side": company(engine(True, precision="float32")),
        "measured": measured(single),
        "diverged": final(single, [(WILD, 0), (SGD, 1)]),
        "beside none": final(single, [(SGD, 1), (SGD, 2)])[:1],
        "interrupted": interrupted(single, Path(folder)),
    }
    if single.device.count == 1:
        facts |= of_one_device(single, engine)
        facts["without memory"] = without_memory(single) if sys.platform == "linux" else None
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
