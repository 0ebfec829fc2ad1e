"""docs/dropouts.md and its pictures, from the docstrings of the dropouts, their YAML files and their masks.

.venv/bin/python -m scripts.dropouts_page
"""

import re
from dataclasses import replace
from inspect import Parameter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dropout_lab.dropout import FAMILIES, KNOWN, LAYERS, Dense, Facts, Widths, families
from dropout_lab.dropout.facts import described, docstring
from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice
from dropout_lab.schedules import SCHEDULES

load_engine(engine_choice())

from dropout_lab.keras_ops import ops  # noqa: E402 - the backend is settled first
from dropout_lab.laws import Subject, subject_of  # noqa: E402 - the backend is settled first
from dropout_lab.training.named import layer_class, refusal  # noqa: E402 - imports Keras

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "dropouts.md"
PICTURES = ROOT / "docs" / "dropouts"
HEAD = Path(__file__).with_suffix(".md")
SETTING = re.compile(r"^(\w+): +(.*?) +# (.*)$", re.MULTILINE)
IN_ALL = ("seed", "site", "activation", "use_bias", "kwargs")
"""Arguments of a Keras layer that the page's head explains."""

ROWS, CELL, RATE = 24, 5, 0.5
"""Examples of a picture, pixels of a cell, and the rate where there is one."""

MIDDLE = 127
"""Place of 0 in the palette: white; below it red, above it blue."""


def page() -> str:
    """Return the text of the page."""
    head = HEAD.read_text(encoding="utf-8")
    parts = [head.replace("{contents}", contents()).replace("{no_layers}", no_layers())]
    for family, members in families():
        parts += [f"## {family.capitalize()}: {FAMILIES[family]}\n", *map(section, members)]
    parts.append(f"## Scheduled: {FAMILIES['scheduled']}\n")
    parts.append("Any dropout's rate takes one, `schedule=NAME`; no layer knows of it.\n")
    parts += map(schedule, sorted(SCHEDULES.names()))
    parts.append("## Known, and left out\n")
    parts += [f"- **{k.name}** ({k.paper}): {k.summary}. Left out: {k.reason}." for k in KNOWN]
    return "\n".join([*parts, ""])


def contents() -> str:
    """Return a line for each family, with links."""
    known = [(family, [facts.name for facts in members]) for family, members in families()]
    known.append(("scheduled", sorted(SCHEDULES.names())))
    return "\n".join(
        f"- {family}: {', '.join(f'[{name}](#{name})' for name in names)}" for family, names in known
    )


def no_layers() -> str:
    """Name the dropouts that are no Keras layer, in one enumeration."""
    names = [facts.name for _, members in families() for facts in members if refusal(LAYERS.get(facts.name))]
    *first, last = (f"`{name}`" for name in sorted(names))
    return f"{', '.join(first)} and {last}"


def section(facts: Facts) -> str:
    """Return the part of the page about one dropout; each paragraph is a line, which no list can begin."""
    name, kind = facts.name, LAYERS.get(facts.name)
    about = [headed(facts, f"![{ROWS} examples of the noise of {name}](dropouts/{name}.png)")]
    for label in ("Moments", "Inference", "Cost"):
        said = " ".join(filter(None, (label, facts.of[label])))
        about.append(f"- **{said}**: {facts.sections[label]}")
    if facts.needs:
        about.append(f"- **Needs**: {facts.needs}.")
    about.append(f"- **As a Keras layer**: {keras_line(name)}")
    broken = "; ".join(f"{law} ({reason})" for law, reason in kind.breaks.items())
    if broken:
        about.append(f"- **Does not hold**: {broken}.")
    return "\n".join([*about, *ended(facts, "dropout")])


def schedule(name: str) -> str:
    """Return the part of the page about one schedule."""
    facts = described(name, docstring(SCHEDULES.get(name)))
    return "\n".join([headed(facts), *ended(facts, "schedule")])


def headed(facts: Facts, *more: str) -> str:
    """Return what a part begins with: name, one sentence, equation."""
    sentence = f"{facts.summary[0].upper()}{facts.summary[1:]}."
    equation = f"```text\n{facts.equation}\n```\n"
    head = [f'<a id="{facts.name}"></a>', f"### {facts.title}: `{facts.name}`", *more, sentence, equation]
    return "\n\n".join(head)


def ended(facts: Facts, group: str) -> list[str]:
    """Return what a part ends with: source, parameters, remarks."""
    remarks = [f"{remark}\n" for remark in facts.remarks]
    return [f"- **Source**: {facts.sections['Source']}\n", parameters(group, facts.name), *remarks]


def parameters(group: str, name: str) -> str:
    """Return the table of parameters, from the YAML file: default, and range with meaning."""
    text = (ROOT / "conf" / group / f"{name}.yaml").read_text(encoding="utf-8")
    rows = [found for found in SETTING.findall(text) if found[0] not in ("name", "source")]
    lines = ["| parameter | default | what it is |", "| :-- | :-- | :-- |"]
    lines += [f"| `{key}` | {value} | {said.replace('|', '/')} |" for key, value, said in rows]
    return "\n".join([*lines, ""]) if rows else "It has no parameters.\n"


def keras_line(name: str) -> str:
    """Say how a dropout is called as a Keras layer, or why it is none."""
    lack = refusal(LAYERS.get(name))
    if lack:
        return f"no; it {lack}."
    layer = layer_class(name)
    shown = [
        word.name if word.default is Parameter.empty else f"{word.name}={word.default!r}"
        for word in layer.__signature__.parameters.values()
        if word.name not in IN_ALL
    ]
    return f"`{layer.__name__}({', '.join(shown)})`."


def noise_of(name: str) -> NDArray[np.float64]:
    """Return multipliers or deviations of one step, shape (ROWS, units); 2 has the full colour."""
    subject = subject_of(name)
    part, at = subject.part(RATE), subject.site(RATE, rows=ROWS)
    ones = ops.ones((ROWS, at.after.kernel.shape[0]), "float64")
    if part.overrides("disturb") or part.overrides("on_data"):
        return np.asarray(part.disturb(part.on_data(ones, at), at))
    if part.overrides("gradient"):
        return np.asarray(part.gradient(ones, at))
    return deviations(subject)


def deviations(subject: Subject) -> NDArray[np.float64]:
    """Return what the noise of a product adds to the sums of a layer of as many units, in its deviations."""
    part, at = subject.part(RATE), subject.site(RATE, rows=ROWS)
    units = at.after.kernel.shape[0]
    draw = np.random.default_rng(4)
    x = ops.convert_to_tensor(np.repeat(draw.normal(size=(1, units)), ROWS, axis=0))
    kernel = ops.convert_to_tensor(draw.normal(size=(units, units)))
    bias = ops.zeros(units, "float64")
    own = part.weights(Widths(0, units, units), 1)
    first = {
        key: weight.initial(draw) if callable(weight.initial) else np.full(weight.shape, weight.initial)
        for key, weight in own.items()
    }
    weights = {key: ops.convert_to_tensor(value, "float64") for key, value in first.items()}
    noisy = part.product(x, kernel, bias, replace(at, after=Dense(kernel, bias), weights=weights))
    added = np.asarray(noisy) - np.asarray(ops.matmul(x, kernel))
    return added / added.std()


def picture(name: str) -> NDArray[np.uint8]:
    """Return places in the palette, shape (ROWS, units)."""
    places = MIDDLE + np.round(np.clip(noise_of(name), -2, 2) / 2 * MIDDLE)
    return places.astype(np.uint8)


def palette() -> list[int]:
    """Return red, green, blue of each place: red to white to blue."""
    ends = np.array([[178, 24, 43], [255, 255, 255], [33, 102, 172]])
    places = np.linspace(0, 2, 2 * MIDDLE + 1)
    colours = [np.interp(places, [0, 1, 2], ends[:, channel]) for channel in range(3)]
    return [*np.round(np.stack(colours, axis=1)).astype(int).ravel().tolist(), 0, 0, 0]


def write() -> None:
    """Write the page and its pictures; remove pictures of dropouts that are no more."""
    PICTURES.mkdir(exist_ok=True)
    names = [facts.name for _, members in families() for facts in members]
    for old in PICTURES.glob("*.png"):
        if old.stem not in names:
            old.unlink()
    for name in names:
        drawn = Image.fromarray(np.kron(picture(name), np.ones((CELL, CELL), np.uint8)))
        drawn.putpalette(palette())
        drawn.save(PICTURES / f"{name}.png", optimize=True)
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
