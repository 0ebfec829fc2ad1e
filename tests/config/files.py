"""Makes experiment files that hands, editors and mischief may leave: mutations of those that are shipped.

``python -m tests.config.files 20000`` makes that many, in an empty folder, and prints what ended otherwise.
"""

import copy
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from dropout_lab.config_files import bundled
from tests.config.walk import end_of

NUMBERS = [
    *(0, 1, -1, 5, 0.2, 1.5, -0.0, 10**9, 10**30, 10**400, 1e308, float("inf"), float("nan"), 2**31, 2**32),
    *(True, False, None),
]
TEXTS = [
    *("", " ", "no", "on", "yes", "~", "null", "0.2", "1e-3", "0o17", "0x1f", "1_000", "12:30:45", "1.2.3"),
    *(
        "2026-11-26",
        "=",
        "<<",
        "a b",
        "a=b",
        "a\tb",
        "a\nb",
        "图",
        "\u202eabc",
        "\x1b[2J",
        "x" * 300,
        "'",
        '"',
    ),
    *("${training.epochs}", "${nothing}", "${", "${a", "$${a}", "???", "???x", "dropout", "none", "standard"),
    *("mnist", "../../x", "/x/y", "C:\\x", "os:system", "auto", "auto:20", "auto:3", "20-39", "test_nll"),
    *("!!python/object:os.system", "&a", "*a", "[", "{", "%", "@", "`", "- a", "a: b", "#", "|", ">"),
]
PLACES = [
    *("question", "question_zh", "asks", "metric", "seeds", "base", "variants", "comparisons", "margins"),
    *("group", "order"),
    *("claims", "treatment", "control", "minus", "metrics", "id", "kind", "value", "tolerance", "says"),
    *("source", "en", "zh", "text", "section", "url", "decimals", "published_runs", "variant", "dropout"),
    *("dropout.rate", "dropout.keep", "dropout.layer", "training.epochs", "training.batch_size", "dataset"),
    *("dataset.cache_dir", "dataset.train_size", "model.hidden_units", "optimizer", "engine", "engine.stack"),
    *("optimizer.learning_rate", "randomness.salted", "regularizer", "regularizer.l2.strength", "schedule"),
    *(
        "schedule.dropout.rate",
        "name",
        "control",
        "store.path",
        "executor.workers",
        "hydra",
        "debug",
        "smoke",
    ),
    *(
        "experiment",
        "defaults",
        "test_accuracy",
        "nothing.at.all",
        "+dropout.rate",
        "~dropout",
        ".",
        "",
        "a b",
    ),
    *("dropout@x", "hydra/launcher", "1", "0.5", "no", "图", "x" * 200, "<<", "variants.none.dropout"),
]
LINES = [
    *(
        "\tdropout: none",
        "<<: *nowhere",
        "a: &a [*a]",
        "? [1, 2]\n: 3",
        "--- ",
        "...",
        "%YAML 1.1",
        "%TAG ! x",
    ),
    *(
        "seeds: 3",
        "question: twice",
        "variants: {}",
        "base: &b {training.epochs: 2}\nvariants: *b",
        "!!set {a}",
    ),
    *("claims: !!omap [a: 1]", "x: !!binary aGk=", "x: !!timestamp 2026-11-26", "x: 2026-11-26", "x: 017"),
    *(
        "'",
        '"',
        "[",
        "{",
        "}",
        "]",
        "- ",
        ": ",
        "|",
        "#",
        "&a",
        "*a",
        "!a",
        "@",
        "`",
        "\x00",
        "\x07",
        "\u2028",
    ),
    *("a: &x {b: 1}\nbase: {<<: *x}", "base: {<<: 1}", "base: {<<: [{training.epochs: 1}, 2]}"),
    *(
        "base: {training.epochs: 1, training.epochs: 2}",
        "margins: {test_accuracy: 1e-3}",
        "[" * 50,
        "{a: " * 60,
    ),
]
NAMES = ["mine", "mine", "mine", "mine", "a b", "图", "x" * 100, "none", "store", "v1.2", "-x", "..", "a=b"]

Made = bytes | None


class Maker:
    """Makes files.

    Args:
        seed: one seed, one sequence of files.
    """

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        shipped = sorted(bundled("experiments").glob("*.yaml"))
        self._texts = [file.read_text(encoding="utf-8") for file in shipped]
        self._parsed = [yaml.safe_load(text) for text in self._texts]

    def file(self) -> tuple[str, bytes]:
        """Return a name of an experiment, and what stands in its file."""
        draw = self._draw
        text = self._mutated() if draw.random() < 0.75 else draw.choice(self._texts)
        while draw.random() < 0.35:
            text = self._scribbled(text)
        return draw.choice(NAMES), self._bytes(text)

    def words(self, name: str) -> list[str]:
        """Return the words that ask for an experiment."""
        more = self._draw.choice(([], [], [], ["seeds=2"], ["debug=smoke"], ["training.epochs=1"]))
        return [f'experiment="{name}"', *more]

    def _mutated(self) -> str:
        data = copy.deepcopy(self._draw.choice(self._parsed))
        for _ in range(self._draw.choice((0, 1, 1, 1, 2, 3))):
            places = list(_places(data))
            holder, key = self._draw.choice(places)
            self._change(holder, key)
        kept = self._draw.random() < 0.9
        return yaml.safe_dump(
            data, sort_keys=False, allow_unicode=kept, default_flow_style=None if kept else False
        )

    def _change(self, holder: dict | list, key: object) -> None:
        """Change what stands at one place, or its key."""
        draw, kind = self._draw, self._draw.random()
        if kind < 0.4:
            holder[key] = self._value(0)
        elif kind < 0.5:
            del holder[key]
        elif isinstance(holder, list):
            holder.append(self._value(0) if kind < 0.7 else copy.deepcopy(holder[key]))
        elif kind < 0.6:
            holder[draw.choice(PLACES)] = holder.pop(key)
        elif kind < 0.7:
            text = str(key)
            place = draw.randrange(len(text) + 1)
            holder[text[:place] + draw.choice("aé.=~ ") + text[place + draw.randrange(2) :]] = holder.pop(key)
        elif kind < 0.8 and "." in str(key):
            outer, _, inner = str(key).partition(".")
            holder[outer] = {inner: holder.pop(key)}
        else:
            holder[draw.choice(PLACES)] = self._value(0)

    def _value(self, depth: int) -> object:
        draw, kind = self._draw, self._draw.random()
        if kind < 0.35:
            return draw.choice(NUMBERS)
        if kind < 0.7 or depth > 3:
            return draw.choice(TEXTS)
        inner = [self._value(depth + 1) for _ in range(draw.randrange(4))]
        return inner if kind < 0.85 else {draw.choice(PLACES): value for value in inner}

    def _scribbled(self, text: str) -> str:
        """Insert a line, drop one, repeat one, or change its indentation."""
        draw, lines = self._draw, text.split("\n")
        place, kind = draw.randrange(len(lines)), draw.random()
        indent = " " * draw.choice((0, 0, 1, 2, 4))
        if kind < 0.5:
            lines.insert(place, indent + draw.choice(LINES))
        elif kind < 0.6:
            del lines[place:]
        elif kind < 0.75:
            lines.insert(place, lines[draw.randrange(len(lines))])
        elif kind < 0.9:
            lines[place] = draw.choice(("\t", " ", "- ", "? ")) + lines[place]
        else:
            lines[place] = lines[place].replace(":", draw.choice(("", "：", " :", "=")), 1)
        return draw.choice(("\n",) * 8 + ("\r\n", "\r")).join(lines)

    def _bytes(self, text: str) -> bytes:
        draw, kind = self._draw, self._draw.random()
        if kind < 0.85:
            return text.encode("utf-8", "replace")
        if kind < 0.9:
            return text.encode("utf-8-sig", "replace")
        if kind < 0.93:
            return text.encode(draw.choice(("utf-16", "gbk", "latin-1")), "replace")
        raw = bytearray(text.encode("utf-8", "replace"))
        for _ in range(draw.randrange(1, 4)):
            raw[draw.randrange(len(raw) or 1) : 0 or None][:1] = b""
            raw.insert(draw.randrange(len(raw) + 1), draw.randrange(256))
        return bytes(raw)


def _places(data: object) -> Iterator[tuple[dict | list, object]]:
    """Walk all places of a document: what holds it, and its key."""
    keys = data.keys() if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in list(keys):
        yield data, key
        yield from _places(data[key])


def make(seed: int, count: int) -> tuple[Counter[str], list[str]]:
    """Make so many files, each the only one of the current folder; return ends, and those of another kind."""
    maker, ends, others = Maker(seed), Counter[str](), []
    folder = Path("experiments")
    for number in range(count):
        name, content = maker.file()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / f"{name}.yaml").write_bytes(content)
        end = end_of(maker.words(name), multirun=False)
        ends[end if end in ("plan", "line") else "other"] += 1
        if end not in ("plan", "line"):
            others.append(f"{number} {name}: {end}\n{content[:3000]!r}")
    shutil.rmtree(folder, ignore_errors=True)
    return ends, others


if __name__ == "__main__":
    found, odd = make(int(sys.argv[2]) if len(sys.argv) > 2 else 1, int(sys.argv[1]))
    sys.stdout.write("\n".join([*odd, str(dict(found)), str(sorted(os.listdir()))]) + "\n")
