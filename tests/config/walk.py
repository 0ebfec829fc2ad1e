"""Walks Hydra's grammar: command lines of `run` that people, shells and mischief may type.

``python -m tests.config.walk 20000`` walks that many, in an empty folder, and prints what ended otherwise.
"""

import random
import sys
import time
from collections import Counter

from dropout_lab.config import job_text, read_command
from dropout_lab.errors import ConfigError

KEYS = [
    *("dropout", "model", "optimizer", "training", "regularizer", "schedule", "engine", "executor", "debug"),
    *(
        "dataset",
        "randomness",
        "store",
        "experiment",
        "seeds",
        "name",
        "control",
        "smoke",
        "hydra",
        "variants",
    ),
    *(
        "dropout.rate",
        "dropout.source",
        "dropout.input_rate",
        "dropout.layer",
        "dropout.keep",
        "dropout.name",
    ),
    *("model.hidden_units", "optimizer.learning_rate", "optimizer.beta_1", "training.epochs"),
    *("training.batch_size", "training.order", "randomness.salt", "randomness.salted", "randomness.init"),
    *("regularizer.l2.strength", "schedule.dropout.rate", "engine.threads", "engine.stack", "engine.name"),
    *("executor.workers", "executor.address", "store.path", "dataset.cache_dir", "dataset.train_size"),
    *("variants.none.dropout", "variants.dropout.dropout.rate", "variants.none.seeds", "variants.x.y"),
    *("hydra.run.dir", "hydra/launcher", "foo", "foo.bar", "", "a b", "é", "0", "_", "a..b", ".", "x" * 300),
]
NAMES = [
    *(
        "none",
        "standard",
        "custom",
        "mnist",
        "digits",
        "mlp",
        "linear",
        "adam",
        "sgd",
        "rmsprop",
        "tensorflow",
    ),
    *("jax", "keras_fit", "smoke", "local", "default", "piecewise", "l2", "quickstart", "tutorial_claim"),
    *("poke", "auto", "auto:20", "20-39", "fresh", "replayed", "harness", "keras", "float64", "null", "true"),
]
NUMBERS = [
    *("0", "1", "5", "-1", "0.2", "0.5", ".5", "1.", "1e-3", "1E5", "-0.0", "nan", "inf", "-inf", "1_000"),
    *("99999999", "1e9", "1e400", "0x10", "007", "2147483648", "4294967296", "9" * 30, "9" * 500),
]
TEXTS = [
    *(
        "a b",
        "a=b",
        "a(b",
        "a)b",
        "a~b",
        "a#b",
        "a&b",
        "a|b",
        "图",
        "\U0001f600",
        "a\tb",
        "a\nb",
        "a\x00b",
        "\x1b[2J",
    ),
    *(
        "C:\\x",
        "~/x",
        "~nouser_at_all/x",
        "../../x",
        "/x/y",
        "%s",
        "{0}",
        "$HOME",
        "'",
        '"',
        "\\",
        "",
        " ",
        "???",
    ),
    *(
        "a:B",
        "os:system",
        "module:Class",
        "tcp://a:1",
        "x" * 400,
        "\u202e",
        "=",
        "==",
        ",",
        ":",
        "@",
        "!x",
        "*",
    ),
]
INTERPOLATIONS = [
    *("${training.epochs}", "${nothing}", "${oc.env:HOME}", "${oc.env:NOT_SET_AT_ALL}", "${oc.env:X,0.01}"),
    *(
        "${oc.decode:${oc.env:X,1}}",
        "${oc.create:[1]}",
        "${hydra:run.dir}",
        "${",
        "${}",
        "${a",
        "$${a}",
        "${.}",
    ),
    *("${..x}", "${oc.select:x}", "${oc.dict.keys:model}", "${oc.deprecated:x}", "${model}", "${training}"),
]
FUNCTIONS = [
    *(
        "choice",
        "range",
        "interval",
        "glob",
        "sort",
        "shuffle",
        "tag",
        "int",
        "float",
        "str",
        "bool",
        "json_str",
    ),
    *("extend_list", "nothing"),
]
LETTERS = "=,:()[]{}'\"\\~+-@#&|.$ \t\n%*/!?<>;^`0aé图\x00"


class Walker:
    """Makes command lines.

    Args:
        seed: one seed, one walk.
    """

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)

    def line(self) -> tuple[list[str], bool]:
        """Return the words of a command, and whether it has ``-m``."""
        draw = self._draw
        words = [self._word() for _ in range(draw.choice((0, 1, 1, 1, 2, 2, 3)))]
        if draw.random() < 0.3:
            words.insert(0, f"experiment={draw.choice(('quickstart', 'poke', 'nowhere'))}")
        return [*words, *draw.choice(([], ["dataset=digits"]))], draw.random() < 0.4

    def _word(self) -> str:
        draw = self._draw
        sign = draw.choice(("", "", "", "", "+", "++", "~", "-", "+~"))
        package = draw.choice(("",) * 12 + ("@x", "@_global_", "@", "@a:b"))
        equals = draw.choice(("=",) * 12 + ("", ":", "==", " = "))
        word = f"{sign}{draw.choice(KEYS)}{package}{equals}{self._value(0) if equals else ''}"
        while draw.random() < 0.15:
            place = draw.randrange(len(word) + 1)
            word = word[:place] + draw.choice((draw.choice(LETTERS), "")) + word[place + draw.randrange(3) :]
        return word

    def _value(self, depth: int) -> str:
        draw = self._draw
        kind = draw.random()
        if kind < 0.3:
            return draw.choice(NUMBERS)
        if kind < 0.5:
            return draw.choice(NAMES)
        if kind < 0.6:
            quote = draw.choice(("", "'", '"'))
            return f"{quote}{draw.choice(TEXTS)}{quote}"
        if kind < 0.66:
            return draw.choice(INTERPOLATIONS)
        if depth > 3:
            return draw.choice(NUMBERS)
        parts = [self._value(depth + 1) for _ in range(draw.randrange(4))]
        if kind < 0.75:
            return ",".join(parts)
        if kind < 0.82:
            return f"[{','.join(parts)}]"
        if kind < 0.88:
            return "{" + ",".join(f"{draw.choice(NAMES + KEYS)}:{part}" for part in parts) + "}"
        named = draw.choice(("",) * 5 + (",reverse=true", ",step=0", ",exclude=none", ",x=1"))
        return f"{draw.choice(FUNCTIONS)}({','.join(parts)}{named})"


def end_of(words: list[str], multirun: bool) -> str:
    """Return how a command ends: ``plan``, ``line``, or what else it is."""
    begun = time.monotonic()
    try:
        job_text(read_command(words, multirun=multirun))
        end = "plan"
    except ConfigError as error:
        plain = str(error)
        end = (
            "line" if "\n" not in plain and plain.strip() and len(plain) < 2_000 else f"said {plain[:200]!r}"
        )
    except Exception as error:
        end = f"{type(error).__name__}: {error}"
    return end if time.monotonic() - begun < 10 else f"{time.monotonic() - begun:.0f} seconds"


def walk(seed: int, count: int) -> tuple[Counter[str], list[str]]:
    """Walk so many command lines; return the kinds of end, and those that are neither plan nor line."""
    walker, ends, others = Walker(seed), Counter[str](), []
    for _ in range(count):
        words, multirun = walker.line()
        end = end_of(words, multirun)
        ends[end if end in ("plan", "line") else "other"] += 1
        if end not in ("plan", "line"):
            others.append(f"{'-m ' if multirun else ''}{words} -> {end}")
    return ends, others


if __name__ == "__main__":
    found, odd = walk(int(sys.argv[2]) if len(sys.argv) > 2 else 1, int(sys.argv[1]))
    sys.stdout.write("\n".join([*dict.fromkeys(odd), str(dict(found))]) + "\n")
