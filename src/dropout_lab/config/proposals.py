"""What to type instead of a key or a dropout that there is not: by others' words for it, else the nearest."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from dropout_lab.config.remedies import shown
from dropout_lab.dropout import KNOWN, LAYERS, RatedLayers
from dropout_lab.errors import ConfigError, unknown_name

OF_KERAS = {
    "dropout.noise_shape": "each unit of each example has a mask of its own; one that shares masks is a "
    "class of yours: dropout.layer=module:Class",
    "dropout.seed": "masks follow the seeds of the runs: 'seeds=[0,1,2]', or randomness.mask=0 for one alone",
}
"""Arguments of Keras's own layers, each with what stands for it here."""

OTHER_KEYS = {
    "rate": (
        *("drop", "drop_prob", "drop_probability", "drop_rate", "droprate", "rates", "ratio"),
        *("dropout_p", "dropout_prob", "dropout_rate", "prob", "probability"),
    ),
    "input_rate": ("visible_rate", "input_dropout", "rate_input", "in_rate"),
    "masks": ("n", "n_masks", "num_masks"),
    "samples": ("n", "m", "num_samples", "n_samples"),
    "passes": ("n", "k", "n_passes", "num_passes"),
    "size": ("block_size", "group_size", "groups", "block", "g"),
    "alpha": ("kl_weight", "weight", "kl_alpha"),
    "strength": ("lambda", "lam", "weight", "coefficient"),
    "layer": ("class", "cls", "module"),
}
"""Keys of a dropout, each with the words that others use for it."""

OTHER_NAMES = {
    "standard": ("dropout", "bernoulli", "inverted", "inverted_dropout", "binary", "vanilla", "hinton"),
    "gaussian": ("gaussian_dropout", "gauss", "normal", "multiplicative_gaussian"),
    "alpha": ("alpha_dropout", "selu", "selu_dropout"),
    "dropconnect": ("drop_connect", "connect"),
    "weight_drop": ("weight_dropout", "weightdrop", "awd"),
    "r_drop": ("rdrop", "regularized_dropout"),
    "concrete": ("concrete_dropout",),
    "groups": ("group", "block_dropout", "structured"),
    "shared_mask": ("batchwise", "batch_dropout", "shared"),
    "patches": ("dropblock", "drop_block"),
    "channels": ("spatial", "spatial_dropout", "spatialdropout", "dropout2d", "spatial_dropout2d"),
    "drop_path": ("droppath", "stochastic_depth", "stochasticdepth"),
    "fast": ("fast_dropout",),
    "none": ("off", "no", "false", "identity", "0", "nothing", "no_dropout"),
    "custom": ("own",),
}
"""Dropouts, each with the words that others use for it."""


OTHER_WAYS = {
    "dropout=standard evaluation=monte_carlo": ("mc", "mc_dropout", "mcdropout", "monte_carlo"),
    "dropout=standard schedule=curriculum": ("curriculum", "curriculum_dropout"),
}
"""What is no dropout by itself here, each with the words that others use for it as one."""

NO_RATE = {
    "standout": "the rate of a unit follows its pre-activation; dropout.alpha and dropout.beta say how",
}
"""Dropouts that have no rate to set, each with what stands for it."""


def unknown_key(name: str, value: object, known: Iterable[str], dropout: str) -> ConfigError:
    """Return the error of a key that there is not.

    Args:
        name: the key, dotted.
        value: what it was set to.
        known: the dotted keys that there are.
        dropout: the dropout that is chosen.
    """
    keys, word = list(known), name.rpartition(".")[2].lower()
    said = shown(f"{name}={value}")
    if name in OF_KERAS:
        return ConfigError(f"{name}={value}: no such key; {OF_KERAS[name]}")
    meant = [f"dropout.{key}" for key, words in OTHER_KEYS.items() if word in words or word == key]
    there = [key for key in meant if key in keys and name in (f"dropout.{word}", word)]
    if there:
        drops = ", the fraction dropped" if there[0].endswith("rate") else ""
        return ConfigError(f"{said}: no such key; type {shown(f'{there[0]}={value}')}{drops}")
    if "dropout.rate" in meant and name in (f"dropout.{word}", word):
        return ConfigError(f"{said}: {_without_rate(dropout, value, keys)}")
    owners = [one for one in LAYERS.names() if name.startswith("dropout.") and word in _parameters(one)]
    if owners:
        return ConfigError(f"{said}: no parameter of dropout={dropout}; it is one of {' and '.join(owners)}")
    nearest = get_close_matches(name, keys, n=3, cutoff=0.5)
    tail = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return ConfigError(f"{said}: no such key{tail}. See all keys: dropout-lab run --cfg job")


def unknown_choice(group: str, name: str, choices: Iterable[str]) -> ConfigError:
    """Return the error of a choice of a group that there is not."""
    names, plain = list(choices), re.sub(r"[\s-]+", "_", name.strip().lower())
    said, look = shown(f"{group}={name}"), f"See them: dropout-lab list {group}"
    if group == "dropout":
        meant = next((ours for ours, words in OTHER_NAMES.items() if plain in (ours, *words)), None)
        if meant in names:
            added = " dropout.layer=MODULE:CLASS" if meant == "custom" else ""
            return ConfigError(f"{said}: no such dropout; type dropout={meant}{added}. {look}")
        way = next((typed for typed, words in OTHER_WAYS.items() if plain in words), None)
        if way is not None:
            return ConfigError(f"{said}: no dropout by itself here; type {way}")
        left_out = next((one for one in KNOWN if plain and _bare(one.name) == _bare(plain)), None)
        if left_out is not None:
            return ConfigError(f"{said}: known, and left out: {left_out.reason}. {look} --known")
    return ConfigError(f"{unknown_name(group, name, group, names)}. {look}")


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
    said = f"dropout={point['dropout']} of the sweep: "
    if (against_none := _sweep_of_rates(point, asked)) is not None:
        return ConfigError(f"{said}drops nothing, yet a rate is given; type {shown(against_none)}")
    return ConfigError(f"{said}{error}; {EACH_ITS_OWN}")


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
