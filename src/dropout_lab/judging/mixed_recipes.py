"""Refuse a stranger's table in which one variant holds two recipes, by its columns of settings."""

from collections.abc import Sequence

from dropout_lab.errors import TableError
from dropout_lab.judging.read import Columns

PREFIXES = ("config.", "config/", "params.", "params/", "param/", "hparams.", "hparams/", "hyperparameters.")
"""How trackers mark what was set, as against what was measured."""

SETTINGS = frozenset(
    {
        *("activation", "arch", "architecture", "backend", "batch_size", "data", "dataset", "depth"),
        *("drop_rate", "dropout", "dropout_rate", "engine", "epochs", "experiment", "hidden_units"),
        *("keep_prob", "layers", "learning_rate", "lr", "model", "momentum", "n_layers", "optim"),
        *("optimizer", "project", "rate", "sweep", "train_size", "weight_decay", "width"),
    }
)
VARYING = ("seed", "id", "name", "time", "date", "path", "dir", "output", "host", "user", "notes", "gpu")
"""Words of columns that differ from run to run though the recipe is one."""


def refuse_mixed(table: Columns, name: str, places: Sequence[int], roles: Sequence[str]) -> None:
    """Refuse a variant whose rows were set differently: its mean would speak of no recipe at all.

    Args:
        table: all columns.
        name: of the variant.
        places: its rows.
        roles: the columns of variant, seed and metric, which are free to vary.

    Raises:
        TableError: a column of settings has several values.
    """
    for column, cells in table.items():
        if column in roles or not _is_setting(column):
            continue
        found = sorted({cells[place] for place in places})
        if len(found) > 1:
            shown = ", ".join(value or "(empty)" for value in found[:4])
            raise TableError(
                f"{name}: mixed variants: its rows differ in {column} ({shown}); keep one recipe for each "
                "variant, or name as variant a column that tells them apart"
            )


def _is_setting(column: str) -> bool:
    """Whether a column says what was set.

    >>> [_is_setting(c) for c in ("lr", "config.width", "config.run_name", "train_loss")]
    [True, True, False, False]
    """
    lower = column.lower()
    stem = next((lower.removeprefix(prefix) for prefix in PREFIXES if lower.startswith(prefix)), None)
    if stem is None:
        return lower in SETTINGS
    words = stem.replace("/", "_").replace(".", "_").replace("-", "_").split("_")
    return not any(word in VARYING for word in words)
