"""What ``--cfg job`` shows: each variant as it is trained, as keys that can be typed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import yaml

from dropout_lab.config.seeds import seeds_word
from dropout_lab.experiment import Variant

if TYPE_CHECKING:
    from dropout_lab.config.command import Command

NOTHING = {"name": "none", "rate": 0.0, "input_rate": 0.0}
"""The dropout of a variant that drops nothing, as conf/dropout/none.yaml writes it."""


def trained(variant: Variant, composed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of recipe and engine as a variant trains them.

    Args:
        variant: with its validated recipe.
        composed: the configuration that it was made of; what was typed in another form keeps it.
    """
    recipe = variant.recipe
    parts = {part: composed[part] for part in (*type(recipe).model_fields, "engine") if part in composed}
    if recipe.dropout.name == "none":
        parts["dropout"] = NOTHING
    parts["schedule"] = composed["schedule"] if recipe.schedule else {}
    return {**parts, "evaluation": composed["evaluation"] if recipe.evaluation else {}}


def job_text(command: "Command") -> str:
    """Return a command's configuration as YAML: a document for each variant, all that it trains in each."""
    top = {key: value for key, value in command.composed.items() if key != "name"}
    word = f"auto:{len(command.seeds)}" if command.experiment.auto else seeds_word(command.seeds)
    seeds = yaml.safe_load(word)
    several = len(command.recipes) > 1
    documents = []
    for name, parts in command.recipes.items():
        whole = {**parts, **top, "seeds": seeds, "name": command.experiment.name}
        text = yaml.dump(whole, Dumper=_Flat, sort_keys=False, allow_unicode=True, width=1_000)
        documents.append(f"# variant {name}\n{text}" if several else text)
    return "---\n".join(documents)


class _Flat(yaml.SafeDumper):
    """Writes lists in brackets, as they are typed, and repeats what stands twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> Any:
        return super().represent_sequence(tag, sequence, flow_style=True)


_Flat.add_representer(list, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data))
