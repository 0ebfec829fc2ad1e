"""The words of a command line, sorted: what is fixed, what is swept, what belongs to one variant."""

import itertools
import math
import re
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hydra.core.override_parser.types import Glob, Override, RangeSweep

from dropout_lab.config.compose import SEVERAL, Composer
from dropout_lab.config.places import CACHE, ELSEWHERE, RECIPE_KEYS, refuse_misplaced, root
from dropout_lab.config.proposals import keep_error
from dropout_lab.config.remedies import TEXT_KEYS, shown
from dropout_lab.errors import ConfigError, first_line

NEEDS_A_CLASS = "custom"
"""The choice that means nothing without a class of the user's, so that no pattern of names means it."""

ENVIRONMENT = ("threads", "device", "stack", "checkpoint_epochs")
"""Keys of engines that change bits at most."""

MOST_VARIANTS = 1_000
"""Variants of one sweep; each is compared with the first, and a page has a row for each."""


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
        for key in scalars:  # a whole part beside one of its keys: one would hide the other
            part = next((k for k in (*structure, *scalars) if k.startswith(f"{key}.")), None)
            if part is not None:
                raise ConfigError(f"{key}: is given as a whole, and {part} too; give one of them")
        return cls(structure, scalars, of_variants)

    @classmethod
    def of_file(cls, keys: Mapping[str, Any], composer: Composer, where: str) -> "Overrides":
        """Sort the keys of an experiment file's ``base`` or of one of its variants.

        Raises:
            ConfigError: a key that no variant reads.
        """
        refuse_misplaced(keys, where)
        groups = {key: f"{key}={_choice(value)}" for key, value in keys.items() if key in composer.groups}
        return cls(groups, {key: value for key, value in keys.items() if key not in groups})

    @property
    def keys(self) -> list[str]:
        """The keys that hold for all variants."""
        return [*self.structure, *self.scalars]

    @property
    def touch_recipes(self) -> bool:
        """Whether any of these can change what is trained."""
        return bool(self.of_variants) or any(root(key) in RECIPE_KEYS for key in self.keys)

    @property
    def added(self) -> list[str]:
        """Dotted keys that are added or forced: ``+key=``, ``++key=``."""
        return [key for key, line in self.structure.items() if line.startswith("+") and "." in key]


def refuse_unread(override: Override) -> None:
    """Refuse what Hydra's grammar allows and nobody here reads: its own settings, packages, some deletions.

    Raises:
        ConfigError: with what to type instead.
    """
    line, key = shown(str(override.input_line)), override.key_or_group
    first = root(key)
    if not first:
        raise ConfigError(f"{line}: no key; type KEY=VALUE, such as dropout.rate=0.2")
    if first == "hydra":
        instead = "; results go to results.path=FOLDER" if key.endswith(".dir") else ""
        raise ConfigError(
            f"{line}: no such key: {ELSEWHERE['hydra']}{instead}. See all keys: dropout-lab run --cfg job"
        )
    if first == "smoke":
        raise ConfigError(f"{line}: it is set by debug=smoke; type that")
    if override.package is not None and first not in SEVERAL:
        raise ConfigError(f"{line}: a choice stands under its own key here; leave out @{override.package}")
    if not override.is_delete():
        return
    if override.is_sweep_override():
        raise ConfigError(f"{line}: a deletion has no values to sweep")
    if first == "variants":
        raise ConfigError(f"{line}: a variant's key is changed, never left out; type {key}=...")
    if first in RECIPE_KEYS and "." not in key:
        raise ConfigError(f"{line}: a run needs it; choose another: {key}=... (dropout-lab list {key})")
    if first not in RECIPE_KEYS:
        raise ConfigError(f"{line}: only a key of a recipe can be left out, such as ~optimizer.momentum")


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
        if key in TEXT_KEYS:
            quoted = f'{key}="{line.partition("=")[2]}"'
            raise ConfigError(f"{line}: several values; text with a comma is quoted: {shlex.quote(quoted)}")
        how = f"run -m {shlex.quote(line)}, or multirun=True from Python"
        raise ConfigError(f"{line}: several values; a sweep is asked for by -m: {how}")
    if multirun and not swept:
        for line in (str(override.input_line) for override in fixed):
            if (typed := _as_range(line)) is not None:
                raise ConfigError(f"{shown(line)}: one value; a range is typed -m {shlex.quote(typed)}")
        raise ConfigError("-m: no key has several values; give one, such as dropout.rate=0,0.2,0.5")
    return fixed, [(override.get_key_element(), _values(override)) for override in swept]


def _as_range(line: str) -> str | None:
    """Write ``KEY=START:STOP:STEP``, whose end counts, as Hydra writes a range, whose end does not.

    >>> _as_range("dropout.rate=0:0.5:0.1"), _as_range("model.x=5:15:5"), _as_range("dropout.rate=0.5")
    ('dropout.rate=range(0,0.6,0.1)', 'model.x=range(5,20,5)', None)
    """
    number = r"(\d+\.?\d*|\.\d+)"
    found = re.fullmatch(f"([^=]+)={number}:{number}:{number}", line)
    if found is None:
        return None
    key, start, stop, step = found.groups()
    return f"{key}=range({start},{Decimal(stop) + Decimal(step)},{step})"


def combinations(axes: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[tuple[str, str], ...]]:
    """Return every combination of the axes' values, the last axis fastest: ((key, value), ...).

    Raises:
        ConfigError: more than `MOST_VARIANTS`.
    """
    count = math.prod(len(values) for _, values in axes)
    if count > MOST_VARIANTS:
        keys = " x ".join(f"{key} ({len(values)})" for key, values in axes)
        raise ConfigError(f"{keys}: {count:,} combinations; a sweep has at most {MOST_VARIANTS:,} variants")
    return list(itertools.product(*([(key, value) for value in values] for key, values in axes)))


def refuse_keep_words(override: Override) -> None:
    """Answer a probability of keeping with the rate to type.

    Raises:
        ConfigError: the key is ``keep``, ``keep_prob`` or ``p``.
    """
    error = keep_error(override.key_or_group, str(override.input_line).partition("=")[2])
    if error is not None:
        raise error


def _values(override: Override) -> list[str]:
    """Return the values of an axis, each as a word of Hydra's grammar.

    Raises:
        ConfigError: a key that cannot be swept, no list of values, too many, or one twice.
    """
    line, key = shown(str(override.input_line)), override.get_key_element()
    if root(key) not in (*RECIPE_KEYS, "variants") or key == CACHE:
        hint = "; seeds are paired, never swept: 'seeds=[0,1,2]'" if key == "seeds" else ""
        raise ConfigError(f"{line}: {key} cannot be swept{hint}")
    if root(key) == "engine" and key.rpartition(".")[2] in ENVIRONMENT:
        raise ConfigError(f"{line}: {key} cannot be swept: it is in no hash, so all its values are one run")
    if not override.is_discrete_sweep():
        raise ConfigError(f"{line}: an interval has no list of values; give range() or choice()")
    sweep = override.value()
    if getattr(sweep, "shuffle", False):
        raise ConfigError(f"{line}: shuffled anew each time, and the first is the control")
    try:
        whole = override.sweep_string_iterator()
        values = _of_range(sweep, line) if isinstance(sweep, RangeSweep) else [tidy(value) for value in whole]
    except ConfigError:
        raise
    except Exception as error:  # of Hydra's sorting and casting
        raise ConfigError(f"{line}: no list of values ({first_line(error)})") from None
    if isinstance(sweep, Glob):
        values = [value for value in values if value != NEEDS_A_CLASS]
    times = Counter(map(_alike, values))
    twice = [value for value in values if times[_alike(value)] > 1]
    if not values or twice:
        raise ConfigError(f"{line}: {f'{twice[0]} is given twice' if twice else 'no value'}")
    return values


def _of_range(sweep: RangeSweep, line: str) -> list[str]:
    """Return the numbers of a range as they are typed: of 0, 1 and 0.1 the fourth is 0.3."""
    start, stop, step = (Decimal(str(number)) for number in (sweep.start, sweep.stop, sweep.step))
    if not step or not all(number.is_finite() for number in (start, stop, step)):
        raise ConfigError(f"{line}: a range has finite ends and a step that is not 0, as range(0,0.5,0.1)")
    count = max(0, math.ceil((stop - start) / step))
    if count > MOST_VARIANTS:
        raise ConfigError(f"{line}: {count:,} values; a sweep has at most {MOST_VARIANTS:,} variants")
    whole = all(isinstance(number, int) for number in (sweep.start, sweep.step))
    numbers = [start + place * step for place in range(count)]
    return [str(number) if whole else tidy(repr(float(number))) for number in numbers]


def _alike(value: str) -> str:
    """Return a value as hashes take it: a number to 12 digits."""
    try:
        return f"{float(value):.12g}"
    except ValueError:
        return value


def tidy(value: str) -> str:
    """Write a number as it is usually typed, 0.20 as 0.2; it stays the same number.

    >>> tidy("0.20"), tidy("0.12345678901234567"), tidy("none")
    ('0.2', '0.12345678901234566', 'none')
    """
    try:
        number = float(value)
    except ValueError:
        return value
    short = f"{number:.12g}"
    return value if "." not in value else short if float(short) == number else repr(number)
