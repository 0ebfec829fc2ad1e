"""YAML files by YAML 1.2, within bounds: ``no`` is text, ``1e-3`` a number, a key stands once."""

import re
import stat
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dropout_lab.errors import ConfigError

MOST_BYTES = 1_000_000
"""Bytes of a file; the longest experiment that is shipped has 3,000."""
MOST_NODES = 100_000
"""Values of a file with its aliases written out: some hundred bytes of aliases can stand for billions."""
DEEPEST = 40
"""Levels of lists and mappings inside each other; an experiment has five."""

NAMES = frozenset({"treatment", "control", "variant", "explains"})
"""Keys whose values name variants, as text, whatever they look like: ``no`` and ``0.5`` are names."""


TAG = "tag:yaml.org,2002:"
PLAIN_TAGS = frozenset(TAG + kind for kind in ("null", "bool", "int", "float", "str", "seq", "map", "merge"))
"""Values that a file may hold; a tag of another kind, such as ``!!binary``, makes what no key takes."""


class Refused(yaml.YAMLError):
    """A document that is YAML and has no meaning here."""


class Yaml12(yaml.SafeLoader):
    """Reads YAML 1.2 with decimal numbers: ``true`` and ``false`` alone are truths, ``1e-3`` is a number.

    Keys are text as it was typed, and stand once in a mapping; so are the values of `NAMES`.
    """

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML's own class attribute, filled below
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose a node of a plain value, at most `DEEPEST` levels down."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(f"more than {DEEPEST} levels inside each other")
        node: Any = super().compose_node(parent, index)
        self.depth -= 1
        if node.tag not in PLAIN_TAGS:
            tag, line = node.tag.replace(TAG, "!!"), node.start_mark.line + 1
            raise Refused(f"line {line}: {tag} makes no plain value; leave it out")
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        """Make a mapping; raises `Refused` for a key that stands twice or is no text."""
        own = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        twice = [key for key in own if isinstance(key, str) and own.count(key) > 1]
        if twice:
            line = node.start_mark.line + 1
            raise Refused(f"the key {twice[0]} stands twice in the mapping of line {line}; write it once")
        self.flatten_mapping(node)
        found: dict[Hashable, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Refused(f"a key in line {key.start_mark.line + 1} is no text")
            named = key.value in NAMES and isinstance(value, yaml.ScalarNode)
            found[key.value] = value.value if named else self.construct_object(value, deep=True)
        return found


_CORE = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+0123456789.")),
    ("float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", list("-+.")),
    ("merge", r"<<", ["<"]),
)
for _tag, _form, _first in _CORE:
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), _first)
Yaml12.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


def read_document(file: Path) -> Any:
    """Read a YAML file.

    Raises:
        ConfigError: one line that names the file: it cannot be read, is not YAML, or is beyond a bound.
    """
    where = f"{file.parent.name}/{file.name}"
    try:
        node = _bounded(file)
        return None if node is None else Yaml12("").construct_document(node)
    except OSError as error:
        raise ConfigError(f"{where}: cannot be read ({error.strerror})") from None
    except Refused as error:
        raise ConfigError(f"{where}: {error}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{where}: no text in UTF-8 ({error.reason} at byte {error.start}); save it in UTF-8"
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{where}: not YAML: {_plainly(error)}") from None


def _plainly(error: Exception) -> str:
    """Say in one line where a document is no YAML, and what usually helps."""
    said = re.sub(r'in "<[^>]*>", ', "at ", " ".join(str(error).split()))[:300]
    hints = {
        "'\\t'": "indent with blanks, not with tabs",
        "mapping values are not allowed": "text with a colon stands in quotes",
        "another document": "an experiment is one document: no --- between its keys",
        "expected <block end>": "keys that stand side by side begin in the same column",
        "could not find expected ':'": "a key ends with a colon and a blank",
    }
    return "; ".join([said, *(hint for words, hint in hints.items() if words in said)][:2])


def refuse_bombs(folder: Path) -> None:
    """Refuse a folder of choices that holds a file beyond a bound, before Hydra reads it.

    Raises:
        ConfigError: one line that names the file.
    """
    for file in sorted(folder.glob("*/*.yaml")):
        try:
            _bounded(file)
        except Refused as error:
            raise ConfigError(f"{file.parent.name}/{file.name}: {error}") from None
        except (yaml.YAMLError, OSError, ValueError, RecursionError):
            continue  # Hydra says it where the file is chosen


def _bounded(file: Path) -> Any:
    """Return a file's node, within the bounds; None: it is empty.

    Raises:
        Refused: beyond a bound.
    """
    found = file.stat()
    if not stat.S_ISREG(found.st_mode):
        raise Refused(
            "is no file; move it away, or rename it"
        )  # a pipe would be waited for, a device never ends
    if found.st_size > MOST_BYTES:
        raise Refused(f"more than {MOST_BYTES:,} bytes")
    return _composed(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _composed(text: str) -> Any:
    """Return a text's node, of the same text once; values are made of it anew each time, by a new loader."""
    node = Yaml12(text).get_single_node()
    if _size(node, {}) > MOST_NODES:
        raise Refused(f"more than {MOST_NODES:,} values with its aliases written out")
    return node


def _size(node: Any, known: dict[int, int]) -> int:
    """Count the values of a node with its aliases written out; raises `Refused` where it holds itself."""
    if not isinstance(node, yaml.CollectionNode):
        return 1
    if id(node) not in known:
        known[id(node)] = -1
        inner = [part for entry in node.value for part in (entry if isinstance(entry, tuple) else (entry,))]
        known[id(node)] = 1 + sum(_size(part, known) for part in inner)
    if known[id(node)] < 0:
        raise Refused("an alias stands for what holds it")
    return known[id(node)]
