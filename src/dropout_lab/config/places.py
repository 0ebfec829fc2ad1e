"""Where each key belongs: what ``base`` and variants of an experiment may set, and what stands elsewhere."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dropout_lab.errors import ConfigError
from dropout_lab.recipe import Recipe

RECIPE_KEYS = (*Recipe.model_fields, "engine")
"""Keys that say what is trained, and how: parts of a recipe, and the engine."""

QUESTION_KEYS = (
    *("question", "question_zh", "asks", "group", "order", "see", "metric", "seeds", "base", "variants"),
    *("comparisons", "margins", "claims"),
)
"""Keys at the top of an experiment file."""

CACHE = "dataset.cache_dir"

ELSEWHERE = {
    "name": "the file's own name is the experiment's; another one is given on the command line: name=...",
    "control": "an experiment names its comparisons: comparisons: [{treatment: ..., control: ...}]",
    "experiment": "an experiment holds no other",
    "debug": "it belongs on the command line: debug=smoke",
    "smoke": "it belongs on the command line: debug=smoke",
    CACHE: f"it belongs on the command line: {CACHE}=...",
    "store": "it belongs on the command line: store.path=...",
    "results": "it belongs on the command line: results.path=...",
    "executor": "it belongs on the command line, as in executor.workers=4",
    "hydra": "Hydra composes here and does nothing else",
}
"""Keys that no variant reads, each with where it belongs."""


def root(key: str) -> str:
    """Return the first word of a key, without Hydra's signs and packages.

    >>> root("training.epochs"), root("++hydra/launcher"), root("dropout@x")
    ('training', 'hydra', 'dropout')
    """
    return re.split(r"[./@]", key.lstrip("+~"), maxsplit=1)[0]


def refuse_misplaced(keys: Mapping[str, Any], where: str) -> None:
    """Refuse keys of ``base`` or of a variant that no variant reads.

    Args:
        keys: with their values.
        where: what they stand under, such as ``base`` or ``variants.dropout``.

    Raises:
        ConfigError: with the place where the key belongs, or the way to write it.
    """
    for key, value in keys.items():
        said = f"{where}.{key}={value}"
        if key[:1] in "+~":
            raise ConfigError(f"{said}: a key stands here without + and ~: {key.lstrip('+~')}: ...")
        belongs = ELSEWHERE.get(CACHE if key == CACHE else root(key))
        if root(key) == "seeds":
            belongs = (
                "all variants have the same seeds: seeds: at the top of the file, or seeds=... when it runs"
            )
        elif belongs is None and root(key) in QUESTION_KEYS:
            belongs = f"it belongs at the top of the file: {root(key)}: ..."
        if belongs is not None:
            raise ConfigError(f"{said}: no variant reads it; {belongs}")
        if isinstance(value, Mapping) and key in RECIPE_KEYS and key not in ("randomness", "schedule"):
            inner = next(iter(value), "KEY")
            dotted = f"{key}.{inner}: {value.get(inner, '...')}"
            raise ConfigError(f"{said}: keys inside each other are written with dots: {dotted}")


def refuse_lookups(value: object, where: str) -> None:
    """Refuse a value of a file that would be looked up outside of the configuration.

    A file may be anybody's; what it looks up, a variable of the shell say, would decide what is trained, and
    stand in a published folder.

    Args:
        value: as an experiment file, or a choice of ``--config-dir``, has it; ``${training.epochs}`` names
            another key and is none.
        where: its place, such as ``base.training.epochs``.

    Raises:
        ConfigError: with what to do instead.
    """
    if isinstance(value, Mapping):
        for key, inner in value.items():
            refuse_lookups(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for inner in value:
            refuse_lookups(inner, where)
    elif isinstance(value, str) and "${" in _KEY.sub("", value):
        raise ConfigError(
            f"{where}={value}: is not looked up in a file, which may be anybody's; "
            "write the value, or give it on the command line"
        )


_KEY = re.compile(r"\$\{[\w.\[\]]+\}")
"""A key of the configuration, whose value stands in its place."""


def folder_or_file(key: str, text: object) -> Path:
    """Return the path that a key names; a leading ``~`` is the user's home.

    Raises:
        ConfigError: no text, or nothing that a path can be.
    """
    if not isinstance(text, str) or not text.strip():
        raise ConfigError(f"{key}={text}: should be a path")
    if "\0" in text or any(len(part.encode(errors="replace")) > LONGEST_PART for part in Path(text).parts):
        raise ConfigError(
            f"{key}={text[:60]}...: a part of a path has at most {LONGEST_PART} bytes, and none that is zero"
        )
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ConfigError(f"{key}={text}: there is no user {Path(text).parts[0].lstrip('~')}") from None


LONGEST_PART = 255
"""Bytes of one name in a path that usual file systems take."""
