"""Dropouts: one file of `layers/` each, arrays in and arrays out, so that each runs on every engine."""

from dropout_lab.canonical import State
from dropout_lab.dropout import masks
from dropout_lab.dropout.base import Dropout, Family, Law
from dropout_lab.dropout.depth import OverDepth
from dropout_lab.dropout.facts import BESIDE, FAMILIES, Facts, facts_of, families
from dropout_lab.dropout.known import KNOWN
from dropout_lab.dropout.own import HOW_TO_DRAW, Own, classes_in, made, module_of, own_class, source_sha256
from dropout_lab.dropout.places import LAYERS_OF, ActsOn
from dropout_lab.dropout.rated import Rated, RatedLayers
from dropout_lab.dropout.rates import RATE_STEPS, InfersByRate, OneRate, RateNow, Rates, short_rate, threshold
from dropout_lab.dropout.registry import LAYERS
from dropout_lab.dropout.site import Before, Dense, Product, Progress, Site
from dropout_lab.dropout.weights import Weight, Widths
from dropout_lab.keras_ops import ops

__all__ = [
    "BESIDE",
    "FAMILIES",
    "HOW_TO_DRAW",
    "KNOWN",
    "LAYERS",
    "LAYERS_OF",
    "RATE_STEPS",
    "ActsOn",
    "Before",
    "Dense",
    "Dropout",
    "Facts",
    "Family",
    "InfersByRate",
    "Law",
    "OneRate",
    "OverDepth",
    "Own",
    "Product",
    "Progress",
    "RateNow",
    "Rated",
    "RatedLayers",
    "Rates",
    "Site",
    "State",
    "Weight",
    "Widths",
    "classes_in",
    "facts_of",
    "families",
    "made",
    "masks",
    "module_of",
    "ops",
    "own_class",
    "short_rate",
    "source_sha256",
    "threshold",
]
