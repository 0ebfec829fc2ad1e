"""Compositions of the shipped choices alone: what Hydra makes of them, in 3 ms instead of 70.

A file of ``conf/`` holds values, and a header that says where they stand; a choice has no defaults of its
own. So ``config.yaml`` and one file of each group are merged, in the order of its list. What asks for more
(a file of the user's own, ``+key=1``, ``~key``, several choices of a group) is left to Hydra. Kept for the
wait of each command, 0.05 s to plan and not 0.17, and for the tests, whose 200 compositions would take 20 s.
"""

import copy
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

from hydra._internal.core_plugins.file_config_source import FileConfigSource
from omegaconf import DictConfig, OmegaConf

from dropout_lab.config_files import bundled, groups

Values = dict[str, Any]
"""Plain keys of a configuration, nested; what they look up elsewhere is not resolved."""


class Usual(NamedTuple):
    """What ``config.yaml`` holds.

    Attributes:
        choices: of each group, in the order in which they are merged; None: no choice.
        before: how many of them its own values follow.
        values: its own.
    """

    choices: Mapping[str, str | None]
    before: int
    values: Values


def choices_of(structure: Sequence[str]) -> dict[str, str] | None:
    """Return the choice of each group that override lines name; None: they ask for more than that."""
    pairs = [(group, choice) for group, _, choice in (line.partition("=") for line in structure)]
    chosen = dict(pairs)
    plain = all(group in _usual().choices and choice in _names().get(group, ()) for group, choice in pairs)
    return chosen if plain and len(chosen) == len(pairs) else None


def composed(choices: Mapping[str, str]) -> DictConfig:
    """Merge ``config.yaml`` with a file of each group: the chosen one, or the usual."""
    usual, whole = _usual(), Values()
    for place, (group, choice) in enumerate({**usual.choices, **choices}.items()):
        if place == usual.before:
            _merge(whole, usual.values)
        if choice is not None:
            _merge(whole, _read(f"{group}/{choice}"))
    config = OmegaConf.create(whole)
    OmegaConf.set_struct(config, True)
    return config


@cache
def _names() -> dict[str, frozenset[str]]:
    return {group: frozenset(choices) for group, choices in groups().items()}


@cache
def _usual() -> Usual:
    values = dict(_read("config"))
    listed = values.pop("defaults")
    pairs = [(group, choice) for entry in listed if entry != "_self_" for group, choice in entry.items()]
    return Usual(dict(pairs), listed.index("_self_"), values)


@cache
def _read(name: str) -> Values:
    """Read a file of ``conf/`` as Hydra does: its values, at the place that its header names."""
    read = FileConfigSource("shipped", str(bundled("conf").resolve())).load_config(name)
    values = cast(Values, OmegaConf.to_container(read.config, resolve=False))
    place = read.header["package"] or name.rpartition("/")[0]
    for key in reversed(place.split(".") if place not in ("", "_global_") else []):
        values = {key: values}
    return values


def _merge(whole: Values, more: Values) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(whole.get(key), dict):
            _merge(whole[key], value)
        else:
            whole[key] = copy.deepcopy(value)
