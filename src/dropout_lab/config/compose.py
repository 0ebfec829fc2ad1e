"""Hydra in: its grammar, its groups and its composition, behind one small class.

A compose call costs 0.1 s and a scalar override on a copy 1.4 ms, so a composition is made once for
each set of group choices and the scalars go on copies; of shipped choices alone it is made without Hydra,
and a copy with plain values without OmegaConf.
Compositions of the shipped files are kept from command to command, those with a folder of the user's own
for one command: its files may change.
"""

import copy
import os
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("HYDRA_FULL_ERROR", "1")  # else Hydra prints and exits by itself

import yaml
from hydra import compose, initialize_config_dir
from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf import DictConfig, OmegaConf

from dropout_lab.config import shipped
from dropout_lab.config.documents import read_document, refuse_bombs
from dropout_lab.config.places import folder_or_file, refuse_lookups, root
from dropout_lab.config.plain import Plain, changed, plain_of
from dropout_lab.config.proposals import (
    PLACES,
    option_meant,
    proposal,
    rates_meant,
    unknown_choice,
    unknown_key,
)
from dropout_lab.config.remedies import of_grammar, refuse_outsize, shown
from dropout_lab.config_files import bundled, groups
from dropout_lab.errors import ConfigError, first_line

Changes = Mapping[str, Any]
"""Scalar overrides: dotted key -> value."""


class Pristine(NamedTuple):
    """A composition that no scalar has changed.

    Attributes:
        config: as it was composed.
        keys: dotted.
        plain: its values; None: they ask for OmegaConf.
    """

    config: DictConfig
    keys: frozenset[str]
    plain: Plain | None


_SHIPPED: dict[tuple[str, ...], Pristine] = {}
"""Compositions of the shipped files alone, by their group choices."""


UNREAD = [
    f"~hydra/{group}"
    for group in (
        "output",
        "launcher",
        "sweeper",
        "help",
        "hydra_help",
        "hydra_logging",
        "job_logging",
        "env",
    )
]
"""Settings of Hydra's own programs, half the files of a composition, left out: nothing here reads them."""


class UserFiles(FileConfigSource):
    """Reads the choices of the user's own folder for Hydra; none of them looks up anything outside."""

    @staticmethod
    def scheme() -> str:
        """Return what their addresses begin with."""
        return "dropout-lab-user"

    def load_config(self, config_path: str) -> ConfigResult:
        """Read a file that is chosen, by whatever way.

        Raises:
            ConfigError: one line: it is beyond a bound, no YAML, or a value of it would be looked up.
        """
        file = Path(self.path, self._normalize_file_name(config_path))
        found = read_document(file)
        for key, value in found.items() if isinstance(found, dict) else ():
            refuse_lookups(value, f"{config_path}.yaml: {key}")
        return super().load_config(config_path)


class UserFolder(SearchPathPlugin):
    """Puts the folder of ``--config-dir`` on Hydra's search path, so that ``glob()`` sees it too."""

    folder: Path | None = None

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Hydra calls this when it builds a search path."""
        if self.folder is not None:
            search_path.append("dropout-lab", f"{UserFiles.scheme()}://{self.folder}")


class Composer:
    """Parses overrides and composes configurations; use it as a context manager.

    Args:
        config_dir: a folder of the user's own with further choices, or None.

    Raises:
        ConfigError: the folder does not exist, or whatever Hydra refuses, in one line.
    """

    def __init__(self, config_dir: Path | None = None) -> None:
        if config_dir is not None:
            if not folder_or_file("--config-dir", str(config_dir)).is_dir():
                raise ConfigError(f"--config-dir {config_dir}: no such folder")
            refuse_bombs(config_dir)
        self.config_dir = config_dir.resolve() if config_dir else None
        self._composed: dict[tuple[str, ...], Pristine] = _SHIPPED if config_dir is None else {}

    def __enter__(self) -> "Composer":
        UserFolder.folder = self.config_dir
        Plugins.instance().register(UserFolder)
        Plugins.instance().register(UserFiles)
        GlobalHydra.instance().clear()
        initialize_config_dir(str(bundled("conf").resolve()), version_base="1.3", job_name="run")
        return self

    def __exit__(self, *_: object) -> None:
        GlobalHydra.instance().clear()
        UserFolder.folder = None

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The choices of each group."""
        return groups(self.config_dir)

    @cached_property
    def usual(self) -> dict[str, Any]:
        """The configuration of a command without words."""
        return self.compose([], [])

    @cached_property
    def known(self) -> list[str]:
        """The dotted keys of a command without words."""
        self.compose([], [])
        return sorted(self._composed[()].keys)

    def parse(self, lines: Sequence[str]) -> list[Override]:
        """Parse command-line words by Hydra's grammar.

        Raises:
            ConfigError: a word that the grammar refuses, with the one to type instead.
        """
        parser = OverridesParser.create(GlobalHydra.instance().config_loader())

        def parses(line: str) -> bool:
            try:
                return bool(parser.parse_overrides([line]))
            except Exception:
                return False

        found: list[Override] = []
        for line, following in pairwise([*lines, ""]):
            if line.startswith("-"):
                raise option_meant(line, following, self.known, self.groups)
            refuse_outsize(line)
            try:
                found += parser.parse_overrides([line])
            except Exception:  # of the grammar, and what it meets in a value
                raise of_grammar(line, parses, self.groups, self.known, self._meant) from None
            if not line.isprintable():
                raise ConfigError(f"{shown(line)}: letters that no value has; leave them out")
        return found

    def _meant(self, name: str, value: str) -> str | None:
        """Return what to type for a key of others; None: nothing is known of it."""
        return proposal(name, value, self.known, self.groups)

    def refuse_unknown(self, overrides: Sequence[Override], multirun: bool) -> None:
        """Refuse words whose keys stand under no part that there is, such as ``lr``, by what was typed.

        Raises:
            ConfigError: with what to type instead.
        """
        for word in overrides:
            typed = str(word.input_line)
            if word.key_or_group == "dropout" and word.is_sweep_override():
                rates = rates_meant(typed.partition("=")[2])
                if rates:
                    by = "" if multirun else "-m "
                    raise ConfigError(f"{shown(typed)}: no such dropouts; type {by}{rates}")
        there = {key.split(".")[0] for key in self.known} | {*self.groups, "variants"}
        strange = [
            word
            for word in overrides
            if word.type in NEW_OR_OLD and (root(word.key_or_group) not in there or _is_place(word))
        ]
        if not strange:
            return
        chosen = [
            str(word.input_line)
            for word in overrides
            if word.key_or_group in self.groups and not word.is_sweep_override()
        ]
        self.compose(chosen, [])
        pristine, known, _ = self._composed[tuple(chosen)]
        word, value = strange[0], str(strange[0].input_line).partition("=")[2]
        swept = word.is_sweep_override()
        raise unknown_key(
            word.key_or_group,
            value,
            known,
            str(OmegaConf.select(pristine, "dropout.name")),
            self.groups,
            swept=swept and not multirun,
            each=swept and multirun,
        )

    def is_scalar(self, override: Override) -> bool:
        """Tell whether an override merely sets a key that exists, so that a copy can take it."""
        plain = override.type is OverrideType.CHANGE and override.package is None
        return plain and override.key_or_group not in self.groups

    def compose(
        self, structure: Sequence[str], changes: Iterable[Changes], open_to: str | None = None
    ) -> dict[str, Any]:
        """Return the plain configuration for group choices and scalars, later scalars winning.

        Args:
            structure: override lines that Hydra has to see, such as ``dropout=standard``.
            changes: scalar overrides, applied in turn.
            open_to: keys that begin so may be new; None: every key must exist.
        """
        key = tuple(structure)
        if key not in self._composed:
            self._composed[key] = self._pristine(key)
        pristine, known, plain = self._composed[key]
        wanted = [change for some in changes for change in some.items()]
        for name, value in wanted:
            if name not in known and not (open_to and name.startswith(open_to)):
                chosen = str(OmegaConf.select(pristine, "dropout.name"))
                raise unknown_key(name, value, known, chosen, self.groups)
            self._refuse_name_alone(pristine, name, value)
        whole = changed(plain, wanted) if plain else None
        return _by_omegaconf(pristine, known, wanted) if whole is None else whole

    def _refuse_name_alone(self, pristine: DictConfig, key: str, value: object) -> None:
        """Refuse the name of a choice that would keep the parameters of another one."""
        group, _, last = key.partition(".")
        chosen = OmegaConf.select(pristine, key) if last == "name" and group in OWN_PARAMETERS else value
        if value != chosen and value in self.groups[group]:
            raise ConfigError(
                f"{key}={value}: the parameters would stay those of {chosen}; type {group}={value}"
            )

    def _pristine(self, structure: tuple[str, ...]) -> Pristine:
        for line in structure:
            self._refuse_no_choice(line)
        choices = shipped.choices_of(structure)
        if choices is None:
            return _with_keys(self._by_hydra(structure))
        if structure not in _SHIPPED:
            _SHIPPED[structure] = _with_keys(shipped.composed(choices))
        return _SHIPPED[structure]

    def _by_hydra(self, structure: tuple[str, ...]) -> DictConfig:
        try:
            return compose("config", overrides=[*structure, *UNREAD])
        except ConfigError:
            raise
        except yaml.YAMLError as error:
            raise ConfigError(f"a file of --config-dir is not YAML: {' '.join(str(error).split())}") from None
        except Exception as error:  # of Hydra, OmegaConf, and what they meet in a user's file
            raise ConfigError(_refused(structure, error)) from None

    def _refuse_no_choice(self, line: str) -> None:
        """Refuse a group's choice that does not exist, and several where there is one."""
        group, _, choice = line.lstrip("+").partition("=")
        if group not in self.groups:
            return
        nothing = ["null"] if group == "debug" else []
        several = choice.startswith("[") and choice.endswith("]")
        if several and group not in SEVERAL:
            names = [name.strip() for name in choice.strip("[]").split(",")]
            each = shown(f"{group}={','.join(names)}")
            swept = f", or -m {each} for each" if len(names) > 1 else ""
            last = names[-1] or "..."
            raise ConfigError(f"{shown(line)}: one choice of {group} at a time; type {group}={last}{swept}")
        for name in choice.strip("[]").split(",") if several else [choice]:
            if name.strip() not in self.groups[group] + nothing:
                raise unknown_choice(group, name.strip(), self.groups[group])
            self._refuse_hidden(group, name.strip())

    def _refuse_hidden(self, group: str, choice: str) -> None:
        """Refuse a choice of the user's own that writes outside of its part, where later choices hide it."""
        file = self.config_dir / group / f"{choice}.yaml" if self.config_dir else None
        if file is None or not file.is_file():
            return
        found = read_document(file)
        if not re.search(r"^#\s*@package\s+_global_\s*$", file.read_text(encoding="utf-8"), re.MULTILINE):
            return
        own = "smoke" if group == "debug" else group
        for key in found if isinstance(found, dict) else []:
            if key not in (own, "defaults"):
                said = f"another choice would hide it; a choice of {group} sets {own} alone"
                raise ConfigError(f"{group}/{file.name}: {key}: {said}")


def _is_place(word: Override) -> bool:
    """Whether a word names a folder or a file by the option that other verbs have for it."""
    return word.key_or_group in PLACES and isinstance(word.value(), str | int | float)


NEW_OR_OLD = (OverrideType.CHANGE, OverrideType.ADD, OverrideType.FORCE_ADD)
"""How a word sets a key: as it is, behind ``+`` or ``++``, which others' programs take for new keys."""

OWN_PARAMETERS = ("dropout", "model", "optimizer", "engine")
"""Groups of which each choice has parameters of its own."""

SEVERAL = ("regularizer", "schedule")
"""Groups of which several choices stand side by side; of any other the last would hide the first."""


def _refused(structure: Sequence[str], error: Exception) -> str:
    """Say what of some words Hydra does not compose."""
    said = first_line(error)
    there = re.search(r"An item is already at '([^']+)'", said)
    for line in structure:
        if there and line.startswith("+") and line.lstrip("+").partition("=")[0] == there[1]:
            return f"{shown(line)}: {there[1]} is there already; type {shlex.quote(line.lstrip('+'))}"
    guilty = [line for line in structure if line.lstrip("+~").partition("=")[0] in said]
    return f"{shown(guilty[0])}: {said}" if guilty and not said.startswith(guilty[0]) else said


def _by_omegaconf(
    pristine: DictConfig, known: frozenset[str], changes: Sequence[tuple[str, Any]]
) -> dict[str, Any]:
    """Return the plain values of a composition with changes, whatever they look up."""
    config = copy.deepcopy(pristine) if changes else pristine
    try:
        for name, value in changes:
            OmegaConf.update(config, name, value, merge=False, force_add=name not in known)
        plain = OmegaConf.to_container(config, resolve=True)
    except Exception as error:  # of OmegaConf, its resolvers, and what they are given
        raise ConfigError(_unresolved(error)) from None
    return {str(key): value for key, value in dict(plain).items()}  # pyrefly: ignore[no-matching-overload]


def _unresolved(error: Exception) -> str:
    """Say what of a value cannot be resolved; a variable that is not set gets the way to set one."""
    said = first_line(error)
    variable = re.search(r"Environment variable '([^']+)' not found", said)
    if variable:
        return (
            f"the variable {variable[1]} is not set; set it, or give a value: ${{oc.env:{variable[1]},VALUE}}"
        )
    key = getattr(error, "full_key", None)
    return f"{key}: {said}" if key else said


def _with_keys(config: DictConfig) -> Pristine:
    return Pristine(config, frozenset(_dotted(config)), plain_of(config))


def _dotted(config: DictConfig, prefix: str = "") -> Iterable[str]:
    for key in config:
        name = f"{prefix}{key}"
        yield name
        if OmegaConf.is_interpolation(config, str(key)):
            continue  # resolved with the whole, where a refusal is one line
        if not OmegaConf.is_missing(config, str(key)) and isinstance(config[key], DictConfig):
            yield from _dotted(config[key], f"{name}.")
