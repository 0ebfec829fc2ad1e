"""Usual names of the columns of variant, seed and metric, as trackers and people write them."""

import re
from collections.abc import Sequence

from dropout_lab.judging.table import TextTable
from dropout_lab.judging.wide import columns_with, numeric

SEEDS = (
    *("seed", "seeds", "randomseed", "rngseed", "randomstate", "rng", "manualseed", "globalseed", "runseed"),
    *(
        "trainseed",
        "trainingseed",
        "torchseed",
        "modelseed",
        "initseed",
        "种子",
        "随机种子",
        "graine",
        "saat",
    ),
)
"""Usual names of a seed, without what stands between words; the more usual first."""

REPLICATES = (
    *("replicate", "replication", "repetition", "repeat", "rep", "trial", "fold", "split", "run", "runid"),
    *("折", "次数", "重复", "wiederholung", "lauf"),
)
"""Names of what pairs in a seed's place."""

VARIANTS = (
    *(
        "variant",
        "method",
        "model",
        "algorithm",
        "algo",
        "approach",
        "condition",
        "group",
        "arm",
        "treatment",
    ),
    *("setting", "configuration", "config", "experiment", "expname", "name", "optimizer", "agent"),
    *("system", "变体", "方法", "模型", "算法", "组别", "实验", "methode", "modell", "verfahren"),
    *(
        "framework",
        "classifier",
        "learner",
        "estimator",
        "architecture",
        "network",
        "kernel",
        "losstype",
        "loss",
    ),
    *(
        "backbone",
        "strategy",
        "policy",
        "algoritmo",
        "modelo",
        "metodo",
        "variante",
        "dropout",
        "dropoutrate",
    ),
)
"""Usual names of a variant."""

STEPS = frozenset(
    {
        *("epoch", "step", "globalstep", "iter", "iteration", "iterations", "round", "timestep", "timesteps"),
        *("totaltimesteps", "trainingstep", "trainstep", "envstep", "envsteps", "batch", "update", "updates"),
        *("frame", "frames", "generation", "tick", "轮次", "轮", "步", "步数", "epoche", "schritt"),
    }
)
"""Columns, in small letters without blanks, that count the rows of one run."""

LONG = {"acc": "accuracy", "val": "validation", "valid": "validation", "eval": "evaluation"}
"""Short words of metrics, and what they stand for."""

_PREFIX = re.compile(
    r"(?:config|params?|hparams?|hyperparameters|user_attrs|args?|attrs?|tags?|hydra|cfg)[._/ -]+",
    re.IGNORECASE,
)


def variants_called(table: TextTable, heads: Sequence[str], name: str, variants: Sequence[str]) -> list[str]:
    """Return the columns that may hold the variants: those that do hold them, else those of usual names.

    Args:
        table: any table.
        heads: the columns that may be meant.
        name: the column that was looked for.
        variants: the names that it should hold.
    """
    holding = [head for head in columns_with(table, variants) if head in heads]
    return sorted(holding, key=lambda head: _rank(head, VARIANTS)) or _called(heads, name, VARIANTS)


def usual_variants(heads: Sequence[str]) -> list[str]:
    """Return the columns that are called as variants usually are, the more usual first."""
    return _called(heads, "", VARIANTS)


def is_replicate(head: str) -> bool:
    """Whether a column is called as what pairs in a seed's place.

    >>> is_replicate("Run"), is_replicate("config.fold"), is_replicate("running")
    (True, True, False)
    """
    return _bare(head) in REPLICATES


def seeds_called(table: TextTable, heads: Sequence[str], name: str) -> list[str]:
    """Return the columns that may hold the seed, or what pairs in its place: values that rows share.

    Args:
        table: any table.
        heads: the columns that may be meant.
        name: the column that was looked for.
    """
    shared = [head for head in heads if len(set(table.columns[head])) < len(table.columns[head])]
    return (
        _called(heads, name, SEEDS)
        or [head for head in shared if is_seed(head)]
        or (_called(shared, name, REPLICATES))
    )


def is_seed(head: str) -> bool:
    """Whether a column is a seed by its name.

    >>> is_seed("learning_seed"), is_seed("config.seed"), is_seed("n_seeds"), is_seed("run")
    (True, True, False, False)
    """
    return _bare(head) in SEEDS or re.split(r"[\W_]+", head.casefold())[-1] == "seed"


def is_step(column: str) -> bool:
    """Whether a column counts the rows of a run, by its name.

    >>> is_step("trainer/global_step"), is_step("_step"), is_step("Epoch"), is_step("n_steps")
    (True, True, True, False)
    """
    last = re.split(r"[/.]", column.casefold())[-1]
    return re.sub(r"[\s_\-]", "", last) in STEPS


def is_configured(head: str) -> bool:
    """Whether a tracker's prefix says that a column holds what a run was made with.

    >>> is_configured("params_batch_size"), is_configured("config.lr"), is_configured("paramount")
    (True, True, False)
    """
    return bool(_PREFIX.match(head))


def metrics_called(table: TextTable, heads: Sequence[str], name: str) -> list[str]:
    """Return the columns of numbers whose names share at least half of their words with the metric's."""
    words = _words(name)
    shares = {
        head: len(words & _words(head)) / len(words | _words(head)) for head in heads if len(head) < 200
    }
    likely = [head for head, share in shares.items() if share >= 0.5 and numeric(table.columns[head])]
    return sorted(likely, key=lambda head: -shares[head])


def _called(heads: Sequence[str], name: str, usual: Sequence[str]) -> list[str]:
    bare = {head: _bare(head) for head in heads}
    same = [head for head in heads if bare[head] == _bare(name)]
    named = [head for head in heads if bare[head] in usual]
    return same or sorted(named, key=lambda head: usual.index(bare[head]))


def _words(name: str) -> frozenset[str]:
    return frozenset(LONG.get(word, word) for word in re.split(r"[\W_]+", name.casefold()) if word)


def _bare(head: str) -> str:
    """Return a column's name without a tracker's prefix, in small letters, its words joined."""
    return re.sub(r"[\W_]+", "", _PREFIX.sub("", head[:200], count=1)).casefold()


def _rank(head: str, usual: Sequence[str]) -> int:
    bare = _bare(head)
    return usual.index(bare) if bare in usual else len(usual)
