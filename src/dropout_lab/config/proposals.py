"""What to type instead of a key or a choice that there is not: by others' words for it, else the nearest."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from dropout_lab.config.not_here import CHOICES_NOT_HERE, NOT_HERE
from dropout_lab.config.other_words import (
    NO_RATE,
    OF_CHOICES,
    OTHER_KEYS,
    OTHER_NAMES,
    OTHER_WAYS,
)
from dropout_lab.config.remedies import shown
from dropout_lab.config_files import experiment_files
from dropout_lab.dropout import KNOWN, LAYERS, RatedLayers, classes_in, module_of
from dropout_lab.errors import MOST_SPELT, ConfigError, unknown_name

ANYWHERE = ("dropout.rate", "dropout.input_rate")
"""Keys of a dropout whose other words mean them under any prefix; the rest is short, such as ``n``."""

ALWAYS_THERE = ("-", "debug", "dropout.layer", "regularizer", "evaluation")
"""Beginnings of words that need no other choice beside them."""


KEEP_WORDS = (
    *(
        "keep",
        "keep_prob",
        "keep_proba",
        "keep_probability",
        "dropout_keep_prob",
        "dropout_keep_probability",
        "output_keep_prob",
        "keep_rate",
        "keep_ratio",
        "keepprob",
        "retain",
        "retain_prob",
    ),
    "p",
)


def keep_error(name: str, typed: str) -> ConfigError | None:
    """Return the error of a probability of keeping, with the rate to type; None of any other key.

    Args:
        name: the key, dotted.
        typed: its value, or several with commas between.
    """
    word = name.rpartition(".")[2]
    if word not in KEEP_WORDS:
        return None
    try:
        rates = [1 - float(value) for value in typed.split(",")]
    except ValueError:
        rates = []
    turned = ",".join(f"{rate:.6g}" for rate in rates) or "1 - keep"
    rate = f"the fraction DROPPED is a rate here: to keep {typed if rates else 'a fraction'}"
    if word == "p" and rates == [0.5]:
        said = shown(f"{name}={typed}")
        return ConfigError(f"{said}: the fraction DROPPED is a rate here: type dropout.rate={typed}")
    drop = f", to drop it dropout.rate={typed}" if word == "p" and rates else ""
    return ConfigError(f"{shown(f'{name}={typed}')}: {rate}, type dropout.rate={turned}{drop}")


def unknown_key(
    name: str,
    value: object,
    known: Iterable[str],
    dropout: str,
    groups: Mapping[str, Iterable[str]],
    *,
    swept: bool = False,
    each: bool = False,
) -> ConfigError:
    """Return the error of a key that there is not.

    Args:
        name: the key, dotted.
        value: what it was set to.
        known: the dotted keys that there are.
        dropout: the dropout that is chosen.
        groups: the choices of each group.
        swept: whether it has several values, and ``-m`` was not given.
        each: whether it has several values of a sweep.
    """
    keys, word, text = list(known), plain_word(name.rpartition(".")[2]), as_typed(value)
    if (kept := keep_error(name, text)) is not None:
        return kept
    said = shown(f"{name}={text}")
    for sentence, words in NOT_HERE.items():
        if name in words or (word in words and not name.startswith("dropout.")):
            return ConfigError(f"{said}: no such key; {sentence}")
    if word in _words_of("engine.device") and text.lower() in ON_CPU and "engine.device" not in keys:
        return ConfigError(f"{said}: no such key; a CPU trains unless engine=jax is chosen: leave it out")
    typed = proposal(name, text, keys, groups, each=each)
    if typed is not None:
        by = "-m " if swept and "=[" not in typed else ""  # a list is one value
        return ConfigError(f"{said}: no such key; type {by}{typed}")
    if word in ("rate", *_words_of("dropout.rate")) and name in (f"dropout.{word}", word):
        return ConfigError(f"{said}: {_without_rate(dropout, text, keys)}")
    owners = [one for one in LAYERS.names() if name.startswith("dropout.") and word in _parameters(one)]
    if owners:
        return ConfigError(f"{said}: no parameter of dropout={dropout}; it is one of {' and '.join(owners)}")
    nearest = get_close_matches(name, keys, n=3, cutoff=0.5)
    tail = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return ConfigError(f"{said}: no such key{tail}. See all keys: dropout-lab run --cfg job")


def proposal(
    name: str, value: str, known: Iterable[str], groups: Mapping[str, Iterable[str]], *, each: bool = False
) -> str | None:
    """Return what to type for a key of others, with its value; None: nothing is known of it.

    Args:
        name: the key, dotted.
        value: as typed.
        known: the dotted keys that there are.
        groups: the choices of each group.
        each: whether the value is several, of a sweep.

    >>> proposal("lr", "0.01", ["optimizer.learning_rate"], {})
    'optimizer.learning_rate=0.01'
    """
    keys, word = set(known), plain_word(name.rpartition(".")[2])
    for template, words in OTHER_KEYS.items():
        key = template.split("=")[0]
        said = (*words, "" if key.startswith("-") else key.rpartition(".")[2])
        if word not in said or not _fits(name, word, key):
            continue
        choice = "" if key in keys or key.startswith(ALWAYS_THERE) else OF_CHOICES.get(key)
        if choice is None:
            continue
        filled = _filled(template, key, value, groups, each)
        if filled.endswith(("=bfloat16", "=tf32")) and "engine.stack" not in keys:
            choice = "engine=jax"
        return shown(f"{choice} {filled}".strip())
    return f"{OF_CHOICES[name]} {shlex.quote(f'{name}={value}')}" if name in OF_CHOICES else None


def _fits(name: str, word: str, key: str) -> bool:
    """Whether a key may be meant by a name with its prefix, such as ``training.lr`` or ``dropout.n``."""
    prefix, group = name.rpartition(".")[0], key.split(".")[0]
    if prefix in ("", group):
        return True
    return prefix != "dropout" and (group != "dropout" or key in ANYWHERE or word.startswith("dropout_"))


def _filled(template: str, key: str, value: str, groups: Mapping[str, Iterable[str]], each: bool) -> str:
    """Write a value as the key takes it, quoted where a shell would act on it."""
    typed, comma, tail = template.partition(", ")
    word, more, rest = typed.partition(" ")
    if "{choice}" in word and key in (*groups, "experiment"):
        choices = list(experiment_files() if key == "experiment" else groups[key])
        if meant_choice(key, value, choices) not in choices:
            if len(choices) > MOST_SPELT:  # experiments alone are so many
                return f"{key}=NAME, one of {len(choices)}: dropout-lab list {key}s"
            return f"{key}=NAME, one of {', '.join(choices)}"
    filled = word.format(
        value=value,
        choice=meant_choice(key, value, groups.get(key, ())),
        list=",".join(map(_listed, value.split(",")))
        if each and key.startswith("model.")
        else _listed(value),
        layers=_layers(value),
        images=value if value.isdigit() else "N",
        device="cpu" if value.lower() in ON_CPU else "gpu",
        precision=_precision(value.lower()),
    )
    return f"{shlex.quote(filled)}{more}{rest}{comma}{tail}"


PLACES = ("results", "store")
"""Options of the other verbs, which a run has keys for."""

OFF = ("false", "no", "off", "0", "none", "null")
ON_CPU = (*OFF, "cpu", "-1")


def option_meant(
    option: str, following: str, known: Iterable[str], groups: Mapping[str, Iterable[str]]
) -> ConfigError:
    """Return the error of a word that begins with a dash, as other programs' options do.

    Args:
        option: the word, such as ``--lr`` or ``--lr=0.01``.
        following: the word after it, which may be its value.
        known: the dotted keys that there are.
        groups: the choices of each group.
    """
    key, equals, value = option.lstrip("-").partition("=")
    name, keys = plain_word(key), list(known)
    if not equals and "=" not in following and not following.startswith("-"):
        value = following
    said = f"{shown(option)}: no such option"
    if (kept := keep_error(name, value or "...")) is not None:
        return ConfigError(f"--{kept}")
    for sentence, words in NOT_HERE.items():
        if name.rpartition(".")[2] in words and name not in keys:
            return ConfigError(f"{said}; {sentence}")
    if name == "dropout" and (rate := rates_meant(value)):
        typed: str | None = rate
    elif (name in keys or name in groups) and name not in PLACES:
        choice = meant_choice(name, value or "smoke" * (name == "debug"), groups.get(name, ()))
        if choice and choice not in groups.get(name, [choice]):
            return ConfigError(f"{said}; {unknown_choice(name, value, groups[name])}")
        typed = shlex.quote(f"{name}={choice or '...'}")
    else:
        typed = proposal(name, value or "...", keys, groups)
    if typed is None or typed == option:
        return ConfigError(f"{said}; see dropout-lab run --help")
    return ConfigError(f"{said}; what is set here is KEY=VALUE: type {typed}")


def rates_meant(value: str) -> str:
    """Return how numbers are typed that were given for a dropout; empty: they are none."""
    numbers = all(re.fullmatch(r"0?\.\d+|0|0\.0*|1\.0*", each.strip()) for each in value.split(","))
    return f"dropout.rate={value}, the fraction dropped" if numbers else ""


def _listed(value: str) -> str:
    """Return a list of numbers as it is typed.

    >>> _listed("128"), _listed("64, 32"), _listed("[64,32]"), _listed("(64,)")
    ('[128]', '[64,32]', '[64,32]', '[64]')
    """
    return f"[{','.join(re.findall(r'[^][(), ]+', value))}]"


def _layers(value: str) -> str:
    """Return the units of so many hidden layers, as the usual net has in each."""
    return f"[{','.join(['512'] * int(value))}]" if re.fullmatch("[1-9]", value) else _listed(value)


def _precision(value: str) -> str:
    """Return the precision that a word of others means.

    >>> _precision("16-mixed"), _precision("32"), _precision("fp64"), _precision("tf32"), _precision("true")
    ('bfloat16', 'float32', 'float64', 'tf32', 'bfloat16')
    """
    found = re.search("tf32|16|32|64", value)
    wide = {"16": "bfloat16", "32": "float32", "64": "float64", "tf32": "tf32"}
    return wide[found[0]] if found else "float32" if value in OFF else "bfloat16"


def plain_word(word: str) -> str:
    """Return a word as the tables have it: small letters, words held together by ``_``."""
    return re.sub(r"[\s-]+", "_", word.strip().lower())


def as_typed(value: object) -> str:
    """Return a parsed value as one types it: a truth in small letters, a list without blanks."""
    return str(value).lower() if isinstance(value, bool) else re.sub(r", ", ",", str(value))


def _words_of(key: str) -> tuple[str, ...]:
    return next(words for template, words in OTHER_KEYS.items() if template.startswith(f"{key}="))


def meant_choice(group: str, value: str, choices: Iterable[str]) -> str:
    """Return the choice that a value means, in another case or by others' word for it; else itself."""
    names, plain = set(choices), plain_word(value.rpartition(".")[2] if group == "dropout" else value)
    if plain in names:
        return plain
    found = (ours for ours, words in OTHER_NAMES.get(group, {}).items() if plain in words)
    return next((ours for ours in found if ours in names), value)


def unknown_choice(group: str, name: str, choices: Iterable[str]) -> ConfigError:
    """Return the error of a choice of a group that there is not."""
    name = name.replace("\\:", ":")  # as Hydra has a colon of a sweep's values
    names, plain = list(choices), plain_word(name)
    said, look = shown(f"{group}={name}"), f"See them: dropout-lab list {group}"
    if group == "dropout" and (rate := rates_meant(name)):
        return ConfigError(f"{said}: no such dropout; type {rate}")
    if group == "dropout" and (own := _own_classes(name)):
        return ConfigError(
            f"{said}: a class of your own is named dropout.layer={' or dropout.layer='.join(own)}"
        )
    meant = meant_choice(group, name, names)
    if meant in names:
        added = " dropout.layer=MODULE:CLASS" if meant == "custom" else ""
        return ConfigError(f"{said}: no such {group}; type {group}={meant}{added}. {look}")
    for sentence, words in CHOICES_NOT_HERE.get(group, {}).items():
        if plain in words:
            return ConfigError(f"{said}: no such {group}; {sentence}. {look}")
    if group == "dropout":
        way = next((typed for typed, words in OTHER_WAYS.items() if plain in words), None)
        if way is not None:
            return ConfigError(f"{said}: no dropout by itself here; type {way}")
        left_out = next((one for one in KNOWN if plain and _bare(one.name) == _bare(plain)), None)
        if left_out is not None:
            return ConfigError(f"{said}: known, and left out: {left_out.reason}. {look} --known")
    refused = unknown_name(group, name, group, names, by := f"dropout-lab list {group}")
    return ConfigError(refused if refused.endswith(by) else f"{refused}. {look}")


def _own_classes(name: str) -> list[str]:
    """Return the classes of the user's own that a name means, by ``module:Class``; none: it means none."""
    module, _, kind = name.partition(":")
    path = Path(f"{module.removesuffix('.py').replace('.', '/')}.py")
    if re.fullmatch(r"[\w.]+", module) and re.fullmatch(r"\w+", kind):
        return [f"{module_of(path)}:{kind}" if path.is_file() else name]
    return classes_in(path) if path.is_file() else []


def of_a_sweep(
    error: ConfigError, point: Mapping[str, str], asked: Mapping[str, Sequence[str]]
) -> ConfigError:
    """Return the error of one point of a sweep over dropouts, with the way to ask for what was meant.

    Args:
        error: of a dropout that has no such setting.
        point: the values of the sweep, by key.
        asked: all values of each key that was typed.
    """
    if "dropout" not in point or not str(error).startswith("dropout"):
        return error
    name = point["dropout"].replace("\\:", ":")
    said = f"dropout={name} of the sweep: "
    if (against_none := _sweep_of_rates(point, asked)) is not None:
        return ConfigError(f"{said}drops nothing, yet a rate is given; type {shown(against_none)}")
    own = _own_classes(name)
    if not own and f"={name}: no such dropout" in str(error):
        return error
    each = (
        EACH_ITS_OWN.replace("dropout: groups, dropout.size: 4", f'dropout.layer: "{own[0]}"') if own else ""
    )
    return ConfigError(f"{said}{error}; {each or EACH_ITS_OWN}")


def _sweep_of_rates(point: Mapping[str, str], asked: Mapping[str, Sequence[str]]) -> str | None:
    """Return the words that compare one dropout at its rates with `none`; None where others are asked for."""
    rates = [rate for rate in asked.get("dropout.rate", ()) if rate not in ("0", "0.0")]
    others = [name for name in asked["dropout"] if name != "none"]
    if point["dropout"] != "none" or len(others) != 1 or not rates or others[0] not in LAYERS.names():
        return None
    kind = LAYERS.get(others[0])
    if not issubclass(kind, RatedLayers) or "nothing happens at rate 0" in kind.breaks:
        return None
    return f"dropout={others[0]} {shlex.quote('dropout.rate=' + ','.join(['0', *rates]))}"


EACH_ITS_OWN = (
    "to give each its own settings, make each a variant in experiments/NAME.yaml: "
    "variants: {none: {dropout: none}, mine: {dropout: groups, dropout.size: 4}} (docs/own-layer.md has one)"
)


def _without_rate(dropout: str, value: object, keys: Iterable[str]) -> str:
    """Say what a dropout that has no rate has in its place."""
    own = sorted(key for key in keys if key.startswith("dropout.") and key != "dropout.name")
    if "dropout.initial_rate" in own:
        begins = shown(f"dropout.initial_rate={value}")
        return f"dropout={dropout} learns its rates; type {begins}, the rate that they begin with"
    has = NO_RATE.get(dropout, f"its parameters: {', '.join(own)}" if own else "it has no parameters")
    return f"dropout={dropout} has no rate; {has}"


def _bare(name: str) -> str:
    """Return a name in small letters without what holds its words together, and without ``dropout``.

    >>> _bare("guided dropout"), _bare("Auto-Dropout"), _bare("layer_drop")
    ('guided', 'auto', 'layerdrop')
    """
    letters = re.sub(r"[\s_-]+", "", name.lower())
    return letters.removesuffix("dropout") or letters


def _parameters(name: str) -> frozenset[str]:
    """Return the parameters of a dropout of ours that not every one has."""
    return frozenset(LAYERS.get(name).model_fields) - {"name", "rate", "input_rate"}
