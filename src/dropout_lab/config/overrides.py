"""The words of a command line, sorted: what is fixed, what is swept, what belongs to one variant."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hydra.core.override_parser.types import Glob, Override

from dropout_lab.config.compose import Composer
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import Recipe

RECIPE_KEYS = (*Recipe.model_fields, "engine")
"""Keys that say what is trained, and how: parts of a recipe, and the engine."""

NEEDS_A_CLASS = "custom"
"""The choice that means nothing without a class of the user's, so that no pattern of names means it."""

KEEP_WORDS = ("keep", "keep_prob", "keep_probability", "p")


@dataclass(frozen=True)
class Overrides:
    """Overrides that hold for all variants (``structure``, ``scalars``) and for single ones.

    ``structure`` holds what Hydra must see itself, by key: group choices, additions and deletions.
    """

    structure: Mapping[str, str] = field(default_factory=dict)
    scalars: Mapping[str, Any] = field(default_factory=dict)
    of_variants: Mapping[str, Override] = field(default_factory=dict)

    @classmethod
    def sort(cls, overrides: Sequence[Override], composer: Composer) -> "Overrides":
        """Sort parsed overrides; a key given twice is an error, as its first value would be lost."""
        structure, scalars, of_variants = {}, {}, {}
        for override in overrides:
            key = override.key_or_group
            if key in structure or key in scalars or key in of_variants:
                raise ConfigError(f"{override.input_line}: {key} is given twice; give it once")
            if key.startswith("variants."):
                of_variants[key] = override
            elif composer.is_scalar(override):
                scalars[key] = override.value()
            else:
                structure[key] = str(override.input_line)
        return cls(structure, scalars, of_variants)

    @classmethod
    def of_file(cls, keys: Mapping[str, Any], composer: Composer) -> "Overrides":
        """Sort the keys of an experiment file's ``base`` or of one of its variants."""
        groups = {key: f"{key}={_choice(value)}" for key, value in keys.items() if key in composer.groups}
        return cls(groups, {key: value for key, value in keys.items() if key not in groups})

    @property
    def keys(self) -> list[str]:
        """The keys that hold for all variants."""
        return [*self.structure, *self.scalars]

    @property
    def touch_recipes(self) -> bool:
        """Whether any of these can change what is trained."""
        return bool(self.of_variants) or any(key.split(".")[0] in RECIPE_KEYS for key in self.keys)


def _choice(value: object) -> str:
    """Write a group's choice, or several, as Hydra reads them."""
    return f"[{','.join(map(str, value))}]" if isinstance(value, list) else str(value)


def split_axes(
    overrides: Sequence[Override], multirun: bool
) -> tuple[list[Override], list[tuple[str, list[str]]]]:
    """Split overrides into fixed ones and axes: a key with the values it takes in turn.

    Raises:
        ConfigError: several values without ``-m``, no axis with it, or an axis that cannot be one.
    """
    fixed = [override for override in overrides if not override.is_sweep_override()]
    swept = [override for override in overrides if override.is_sweep_override()]
    if swept and not multirun:
        line, key = str(swept[0].input_line), swept[0].key_or_group
        if key == "seeds":
            listed = line.partition("=")[2] if "(" not in line else "0,1,2"
            raise ConfigError(f"{line}: several values; a list of seeds is written 'seeds=[{listed}]'")
        raise ConfigError(f"{line}: several values; a sweep is asked for by -m: run -m {line}")
    if multirun and not swept:
        raise ConfigError("-m: no key has several values; give one, such as dropout.rate=0,0.2,0.5")
    return fixed, [(override.get_key_element(), _values(override)) for override in swept]


def combinations(axes: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[tuple[str, str], ...]]:
    """Return every combination of the axes' values, the last axis fastest: ((key, value), ...)."""
    return list(itertools.product(*([(key, value) for value in values] for key, values in axes)))


def refuse_keep_words(override: Override) -> None:
    """Answer a probability of keeping with the rate to type.

    Raises:
        ConfigError: the key is ``keep``, ``keep_prob`` or ``p``.
    """
    word = override.key_or_group.rpartition(".")[2]
    if word not in KEEP_WORDS:
        return
    try:
        rates = [1 - float(value) for value in str(override.input_line).partition("=")[2].split(",")]
    except ValueError:
        rates = []
    shown = ",".join(f"{rate:.6g}" for rate in rates) or "1 - keep"
    rate = f"the fraction DROPPED is a rate here: to keep {override.value() if rates else 'a fraction'}"
    drop = f", to drop it dropout.rate={override.value()}" if word == "p" and rates else ""
    raise ConfigError(f"{override.input_line}: {rate}, type dropout.rate={shown}{drop}")


def _values(override: Override) -> list[str]:
    key, root = override.get_key_element(), override.key_or_group.split(".")[0]
    if root not in (*RECIPE_KEYS, "variants") or key == "dataset.cache_dir":
        hint = "; seeds are paired, never swept: 'seeds=[0,1,2]'" if key == "seeds" else ""
        raise ConfigError(f"{override.input_line}: {key} cannot be swept{hint}")
    if not override.is_discrete_sweep():
        raise ConfigError(
            f"{override.input_line}: an interval has no list of values; give range() or choice()"
        )
    if getattr(override.value(), "shuffle", False):
        raise ConfigError(f"{override.input_line}: shuffled anew each time, and the first is the control")
    values = [tidy(value) for value in override.sweep_string_iterator()]
    if isinstance(override.value(), Glob):
        values = [value for value in values if value != NEEDS_A_CLASS]
    twice = [value for value in values if values.count(value) > 1]
    if not values or twice:
        raise ConfigError(f"{override.input_line}: {f'{twice[0]} is given twice' if twice else 'no value'}")
    return values


def tidy(value: str) -> str:
    """Write range(0,1,0.01)'s 0.030000000000000002 as 0.03."""
    try:
        number = float(value)
    except ValueError:
        return value
    return value if "." not in value else f"{number:.12g}"
