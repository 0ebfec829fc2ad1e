"""What a judged number was chosen by, or shares with the others: the best of a run, folds of one data set."""

import re
from collections.abc import Iterator

from dropout_lab.judging.notes import Note
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.roles import Roles
from dropout_lab.judging.table import TextTable
from dropout_lab.judging.wide import FOLDS, words_in

BEST = frozenset({"best", "beste", "bester", "mejor", "melhor", "meilleur", "meilleure", "migliore"})
BEST_IN_CHINESE = re.compile("最佳|最好|最优|最高")
AT_ANOTHERS = frozenset(
    {"at", "epoch", "epochs", "model", "ckpt", "checkpoint", "step", "iteration", "params"}
)
"""Words beside *best* that say what it is the best of: another number chose, not this one."""

LAST = frozenset({"final", "last", "end"})


def chosen_notes(table: TextTable, roles: Roles, *, paired: bool) -> Iterator[Note]:
    """Say where pairs are folds of one data set, and where the metric is by its name the best of a run.

    Args:
        table: rows that count.
        roles: its columns.
        paired: whether seeds pair.
    """
    folds = [head for head in roles.seed if FOLDS & set(words_in(head)) and not _are_shares(table, head)]
    if folds and paired:
        yield Note("folds", {"columns": ", ".join(folds)})
    words = words_in(roles.metric)
    is_best = BEST & set(words) and not AT_ANOTHERS & set(words)
    if not (is_best or BEST_IN_CHINESE.search(roles.metric)):
        return
    rest = [word for word in words if word not in BEST]
    beside = [head for head in table.columns if LAST & set(words_in(head))]
    last = next((head for head in beside if [w for w in words_in(head) if w not in LAST] == rest), None)
    if last is None:
        yield Note("best", {"metric": roles.metric})
    else:
        yield Note("best_beside", {"metric": roles.metric, "last": last})


def _are_shares(table: TextTable, head: str) -> bool:
    """Whether a column holds shares of a data set, as 0.25 and 1, and no parts of it."""
    numbers = [number_of(cell) for cell in set(table.columns[head])]
    return any(number is not None and not float(number.value).is_integer() for number in numbers)
