"""What to type instead of a word that cannot be: the one helper that says it, for grammar and for values."""

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

import yaml

from dropout_lab.config.documents import DEEPEST, Yaml12
from dropout_lab.config_files import experiment_files
from dropout_lab.errors import ConfigError

TEXT_KEYS = (
    "name",
    "control",
    "experiment",
    "store.path",
    "results.path",
    "dataset.cache_dir",
    "executor.address",
    "dropout.layer",
)
"""Keys whose values are text, so that one in quotes is as good."""

MOST_LETTERS = 20_000
"""Letters of one word: a list of 3,000 seeds has so many, and Hydra reads a hundred thousand a minute."""
MOST_DIGITS = 400
"""Digits of one number; the largest that a computer multiplies with has 309."""


def shown(line: str) -> str:
    r"""Return a word as an error shows it: on one line, cut where it is long.

    >>> shown("name=a\nb"), len(shown("x" * 1000))
    ('name=a\\nb', 120)
    """
    plain = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in line
    )
    return plain if len(plain) <= 120 else f"{plain[:117]}..."


def refuse_outsize(line: str) -> None:
    """Refuse a word that would take Hydra minutes, or its stack, to read.

    Raises:
        ConfigError: too long, a number of too many digits, or brackets too deep inside each other.
    """
    if len(line) > MOST_LETTERS:
        raise ConfigError(f"{shown(line)}: {len(line):,} letters; a word has at most {MOST_LETTERS:,}")
    digits = max(map(len, re.findall(r"\d+", line)), default=0)
    if digits > MOST_DIGITS:
        raise ConfigError(f"{shown(line)}: a number of {digits:,} digits; give one of at most {MOST_DIGITS}")
    depth = deepest = 0
    for letter in line:
        depth += (letter in "[{(") - (letter in "]})")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise ConfigError(f"{shown(line)}: {deepest} brackets inside each other; give at most {DEEPEST}")


def of_grammar(
    line: str,
    parses: Callable[[str], bool],
    groups: Mapping[str, Iterable[str]],
    known: Iterable[str],
    meant: Callable[[str, str], str | None],
) -> ConfigError:
    """Return the error of a word that Hydra's grammar refuses, with the word to type instead.

    Args:
        line: as typed.
        parses: whether a word is one of the grammar.
        groups: the choices of each group.
        known: the dotted keys that there are.
        meant: what to type for a key of others and its value, or None.
    """
    key, equals, value = line.partition("=")
    if not line.strip():
        return ConfigError("'': an empty word; leave it out")
    if not equals:
        return ConfigError(f"{shown(line)}: {_meant(line, groups, list(known), meant)}")
    if line[:1] in "'\"" and line[-1:] == line[:1] and parses(line[1:-1]):
        return ConfigError(
            f"{shown(line)}: quotes stand around the value alone; type {shlex.quote(line[1:-1])}"
        )
    plain = key.strip()
    if not re.fullmatch(r"[+~]{0,2}[A-Za-z_][\w.\-/@]*", plain, re.ASCII):
        return ConfigError(
            f"{shown(line)}: {shown(key) or 'nothing'} is no key: letters, digits and _, with dots between; "
            "type KEY=VALUE, such as dropout.rate=0.2"
        )
    inside = value.strip().replace("\\", "\\\\").replace('"', '\\"')
    quoted = f'{plain}="{inside}"'
    if plain.lstrip("+") in TEXT_KEYS or "${" in value:
        if value.isprintable() and parses(quoted):
            return ConfigError(
                f"{shown(line)}: such a value stands in quotes of its own: {shlex.quote(quoted)}"
            )
        return ConfigError(f"{shown(line)}: letters that no value has; leave them out")
    called = re.search(r"[A-Za-z]\(", value)  # a function of the grammar, of which no part is meant
    for simpler in () if called else (value.strip(), value.strip(" ()[]{},;%=")):
        if re.fullmatch(r"[\w.,+\- \[\]]+", simpler, re.ASCII) and parses(f"{plain}={simpler}"):
            return ConfigError(
                f"{shown(line)}: no value in Hydra's grammar; type {shlex.quote(f'{plain}={simpler}')}"
            )
    return ConfigError(
        f"{shown(line)}: no value in Hydra's grammar: a number (0.2), a word, a list ([0.2,0.5]), "
        "or text in quotes of its own ('KEY=\"...\"')"
    )


def of_text(key: str, value: str, typed: str | None) -> ConfigError | None:
    """Return the error of text that stands where a number, a truth or a list is wanted.

    Args:
        key: of the value.
        value: the text.
        typed: the value as it was typed; None: it stands in a file.

    Returns:
        None where the text is no such thing either.
    """
    try:
        meant = yaml.load(value, Yaml12)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if isinstance(meant, str) or meant is None:
        return None
    kind = "a list" if isinstance(meant, list) else "a truth" if isinstance(meant, bool) else "a number"
    said = f"{shown(f'{key}={value}')}: that is text, and {kind} is wanted"
    if typed is None:
        return ConfigError(f"{said}; write it without quotes: {key}: {value}")
    if "${" in typed:
        decoded = f'{key}="${{oc.decode:{typed}}}"'
        return ConfigError(f"{said}; a variable is read as one by oc.decode: {shlex.quote(decoded)}")
    return ConfigError(f"{said}; type it without the inner quotes: {shlex.quote(f'{key}={value}')}")


BARE = {
    **dict.fromkeys(("fit", "train", "start", "main", "train.py"), "run trains already; leave it out"),
    **dict.fromkeys(("test", "validate", "predict", "eval"), "every run is tested; leave it out"),
    **dict.fromkeys(("with", "set", "and", "-"), "a key and its value stand by themselves; leave it out"),
    "print_config": "type --cfg job to see all keys with their values",
    "help": "type --help",
}
"""Words of other programs that stand alone, each with what to do."""


def _meant(
    word: str,
    groups: Mapping[str, Iterable[str]],
    known: list[str],
    meant: Callable[[str, str], str | None],
) -> str:
    """Say what a word without an equals sign may have meant."""
    choices = {
        choice: f"{group}={choice}" for group, names in groups.items() for choice in names if group != "debug"
    }
    choices |= {name: f"experiment={name}" for name in experiment_files()}
    key, colon, value = word.partition(":")
    if colon and key in known:
        return f"a value follows an equals sign; did you mean {shlex.quote(f'{key}={value.strip()}')}?"
    if word in BARE:
        return BARE[word]
    if word.lstrip("+~") in known or word in groups:
        return f"a key without a value; type {word}=..., or see them all: dropout-lab run --cfg job"
    plain = word.lower().replace("-", "_")
    if plain.endswith((".yaml", ".yml")) and "/" in plain:
        plain = plain.rpartition("/")[2].rpartition(".")[0]
    near = plain if plain in choices else None
    if near is None and (typed := meant(key.strip(), value.strip() or "...")) is not None:
        return f"did you mean {typed}?"
    near = near or next(iter(get_close_matches(word[:80], choices, n=1, cutoff=0.7)), None)
    if near is not None:
        return f"did you mean {shlex.quote(choices[near])}?"
    close = get_close_matches(word[:80], known, n=1, cutoff=0.7)
    hint = f"did you mean {close[0]}=...?" if close else "such as experiment=quickstart or dropout.rate=0.2"
    return f"should be KEY=VALUE; {hint}"
