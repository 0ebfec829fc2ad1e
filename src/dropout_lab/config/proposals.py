"""What to type instead of a key or a dropout that there is not: by others' words for it, else the nearest."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from dropout_lab.config.remedies import shown
from dropout_lab.dropout import KNOWN, LAYERS
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
    "fast": ("fast_dropout",),
    "none": ("off", "no", "false", "identity", "0", "nothing", "no_dropout"),
    "custom": ("own",),
}
"""Dropouts, each with the words that others use for it."""


def unknown_key(name: str, value: object, known: Iterable[str]) -> ConfigError:
    """Return the error of a key that there is not.

    Args:
        name: the key, dotted.
        value: what it was set to.
        known: the dotted keys that there are.
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
    owners = [one for one in LAYERS.names() if name.startswith("dropout.") and word in _parameters(one)]
    if owners:
        return ConfigError(f"{said}: no parameter of this dropout; it is one of {' and '.join(owners)}")
    nearest = get_close_matches(name, keys, n=3, cutoff=0.5)
    tail = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return ConfigError(f"{said}: no such key{tail}. See all keys: dropout-lab run --cfg job")


def unknown_choice(group: str, name: str, choices: Iterable[str]) -> ConfigError:
    """Return the error of a choice of a group that there is not."""
    names, plain = list(choices), re.sub(r"[\s-]+", "_", name.strip().lower())
    look = f"See them: dropout-lab list {group}"
    if group == "dropout":
        meant = next((ours for ours, words in OTHER_NAMES.items() if plain in (ours, *words)), None)
        if meant in names:
            added = " dropout.layer=MODULE:CLASS" if meant == "custom" else ""
            return ConfigError(
                f"{shown(f'{group}={name}')}: no such dropout; type dropout={meant}{added}. {look}"
            )
        left_out = next((one for one in KNOWN if re.sub(r"[\s-]+", "_", one.name.lower()) == plain), None)
        if left_out is not None:
            return ConfigError(f"{shown(f'{group}={name}')}: known, and left out: {left_out.reason}. {look}")
    return ConfigError(f"{unknown_name(group, name, group, names)}. {look}")


def of_a_sweep(error: ConfigError, point: Mapping[str, str]) -> ConfigError:
    """Return the error of one point of a sweep over dropouts, with the way to give each its own settings.

    Args:
        error: of a dropout that has no such setting.
        point: the values of the sweep, by key.
    """
    if "dropout" not in point or not str(error).startswith("dropout"):
        return error
    return ConfigError(f"dropout={point['dropout']} of the sweep: {error}; {EACH_ITS_OWN}")


EACH_ITS_OWN = (
    "to give each its own settings, make each a variant in experiments/NAME.yaml: "
    "variants: {none: {dropout: none}, mine: {dropout: groups, dropout.size: 4}} (docs/own-layer.md has one)"
)


def _parameters(name: str) -> frozenset[str]:
    """Return the parameters of a dropout of ours that not every one has."""
    return frozenset(LAYERS.get(name).model_fields) - {"name", "source", "rate", "input_rate"}
