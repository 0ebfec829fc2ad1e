"""Which rows of a stranger's table count: those asked for, and no summary of others."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from dropout_lab.errors import ConfigError, TableError, unknown_name
from dropout_lab.judging.notes import Note
from dropout_lab.judging.request import Where
from dropout_lab.judging.roles import MOST_NAMES, Roles, Seed, column_named, same_name
from dropout_lab.judging.table import TextTable

SUMMARIES = frozenset(
    {
        *("mean", "means", "average", "averages", "averaged", "avg", "ave", "aver", "mu"),
        *("median", "med", "mode", "min", "minimum", "max", "maximum", "best", "worst"),
        *("std", "stdev", "stddev", "sd", "se", "sem", "stderr", "var", "variance", "ci", "iqr", "sigma"),
        *("all", "total", "totals", "sum", "overall", "aggregate", "aggregated", "summary"),
        *("mittelwert", "mittel", "durchschnitt", "standardabweichung", "stdabw", "gesamt", "summe"),
        *("moyenne", "médiane", "mediane", "écart", "ecart", "type", "ensemble", "somme"),
        *("media", "promedio", "mediana", "desviación", "desviacion", "estándar", "estandar", "mínimo"),
        *("máximo", "mejor", "todos", "média", "desvio", "padrão", "среднее", "медиана", "итого"),
        *("平均", "平均值", "均值", "平均数", "中位数", "标准差", "方差", "标准误", "最大", "最大值", "最小"),
        *("最小值", "最佳", "最好", "最优", "最差", "总计", "合计", "总体", "全部", "所有", "汇总", "总和"),
        *("平均値", "中央値", "標準偏差", "合計", "最大値", "最小値", "全体", "평균", "표준편차", "전체"),
    }
)
"""Words of a seed that is none: its row sums up others. In small letters."""

FILLERS = frozenset(
    {
        *("of", "n", "seeds", "seed", "runs", "run", "over", "across", "and", "in", "the"),
        *("dev", "deviation", "error", "standard", "folds", "fold", "trials", "trial", "rows"),
        *("datasets", "dataset", "tasks", "task", "accuracy", "acc", "score", "scores", "value", "values"),
        *("result", "results", "performance", "test", "loss", "reward", "return", "time", "makespan"),
    }
)
"""Words that may stand beside these."""

POOLINGS = frozenset(
    {
        *("add", "attention", "attn", "cat", "cls", "concat", "concatenate", "final", "first", "gem", "last"),
        *("lstm", "none", "power", "set2set", "softmax", "token", "weighted"),
    }
)
"""Words beside which max, mean and sum are ways of pooling, hence settings and no summaries."""

FINISHED = frozenset(
    {
        *("finished", "done", "complete", "completed", "success", "succeeded", "successful", "ok", "passed"),
        *("完成", "已完成", "成功", "fertig", "abgeschlossen", "beendet", "terminé", "完了"),
    }
)
UNFINISHED = frozenset(
    {
        *("crashed", "failed", "fail", "failure", "error", "errored", "killed", "aborted", "interrupted"),
        *("running", "pruned", "diverged", "scheduled", "waiting", "pending", "queued", "starting"),
        *("timeout", "timedout", "oom", "cancelled", "canceled", "preempted", "preempting", "nodefail"),
        *("outofmemory", "bootfail", "deadline", "suspended", "requeued", "incomplete", "unfinished"),
        *("stopped", "stopping", "completing", "configuring", "revoked", "specialexit", "broken", "unknown"),
        *("失败", "运行中", "崩溃", "中断", "发散", "取消", "已取消", "超时", "等待", "等待中", "排队"),
        *("fehlgeschlagen", "abgebrochen", "abgestürzt", "läuft", "échoué", "失敗", "実行中"),
    }
)
"""States of a run, without blanks and underscores, as W&B, MLflow, Optuna, Hydra, SLURM and we write them."""


def chosen_rows(table: TextTable, where: Sequence[Where]) -> TextTable:
    """Return the rows that every condition keeps.

    Args:
        table: all rows.
        where: ``COLUMN=VALUE[,VALUE]``, or a column and its values.

    Raises:
        ConfigError: a column or a value that is not there, or no row that all conditions keep.
    """
    for entry in where:
        column, values = condition(table, "where", entry)
        cells = table.columns[column]
        wanted = {cell for cell in set(cells) if any(same_name(cell, value) for value in values)}
        for value in values:
            if not any(same_name(cell, value) for cell in wanted):
                there = [cell for cell, _ in Counter(cells).most_common() if cell]
                raise ConfigError(unknown_name(f"where {column}", value, "value", there))
        table = table.kept(lambda row, cells=cells, wanted=wanted: cells[row] in wanted)
    return table


def condition(table: TextTable, key: str, entry: Where) -> tuple[str, tuple[str, ...]]:
    """Read ``COLUMN=VALUE[,VALUE]`` by the columns that there are, whose names may hold anything.

    Raises:
        ConfigError: no such column, or no ``=``.
    """
    if not isinstance(entry, str):
        column = column_named(table, entry[0])
        if column is None:
            raise ConfigError(unknown_name(key, entry[0], "column", table.columns))
        return column, entry[1]
    cuts = [place for place, letter in enumerate(entry) if letter == "="]
    for cut in reversed(cuts):
        column = column_named(table, entry[:cut])
        if column is not None:
            text = entry[cut + 1 :]
            whole = any(same_name(cell, text) for cell in set(table.columns[column]))
            return column, (text,) if whole else tuple(part.strip() for part in text.split(","))
    if not cuts:
        raise ConfigError(f"{key}={entry}: should be COLUMN=VALUE, such as epoch=20")
    raise ConfigError(unknown_name(key, entry[: cuts[0]], "column", table.columns))


def without_headers(table: TextTable) -> TextTable:
    """Leave out rows that repeat the header, as in a file to which each run wrote its own, and say so."""
    heads = list(table.columns)
    first = table.columns[heads[0]] if heads else ()
    again = {
        row
        for row, cell in enumerate(first)
        if cell == heads[0] and all(table.columns[head][row] in (head, "") for head in heads)
    }
    if not again or len(again) == len(table):
        return table
    return table.kept(lambda row: row not in again).noted(Note("headers", {"n": len(again)}))


def without_summaries(table: TextTable, roles: Roles, *, rows_pair: bool = False) -> TextTable:
    """Leave out rows whose seed or group reads mean, std, total or the like, and say so.

    Args:
        table: rows that were asked for.
        roles: its columns.
        rows_pair: whether the seed is the row's number, as in a wide table without seeds. Where no column
            says the seed, the first one may still name the rows.

    Raises:
        TableError: no other row is there.
    """
    columns = [
        head for head in _naming_rows(table, roles, rows_pair) if not _are_poolings(table, head, roles)
    ]
    found = [
        next((cell for head in columns if is_summary(cell := table.columns[head][row])), "")
        for row in range(len(table))
    ]
    if not any(found):
        return table
    words = list(dict.fromkeys(filter(None, found)))
    if all(found):
        raise TableError(
            f"{table.source}: holds summaries alone ({', '.join(words[:4])}), which cannot be judged; export "
            "a row a run"
        )
    lines = {table.places[row] for row, cell in enumerate(found) if cell}
    note = Note("summaries", {"n": len(lines), "names": ", ".join(words[:MOST_NAMES])})
    return table.kept(lambda row: not found[row]).noted(note)


def _naming_rows(table: TextTable, roles: Roles, rows_pair: bool) -> list[str]:
    """Columns whose cells say which run a row is: seeds, groups, and without seeds the first column."""
    named = [*roles.seed, *([roles.by] if roles.by is not None else [])]
    free = [head for head in table.columns if head not in roles.columns]
    if rows_pair:
        return [*named, *free[:1]]
    return named if roles.seed else [*named, *[head for head in list(table.columns)[:1] if head in free]]


def _are_poolings(table: TextTable, column: str, roles: Roles) -> bool:
    """Whether max, mean and the like are values of a setting, as beside add, and no summaries."""
    if column in roles.seed and len(roles.seed) == 1:
        return False
    others = {cell.casefold() for cell in set(table.columns[column]) if not is_summary(cell)}
    return column != roles.by and others <= POOLINGS


def is_summary(seed: str) -> bool:
    """Whether a seed's cell names a summary of other rows.

    >>> [is_summary(cell) for cell in ("Mean", "mean ± std", "avg (n=3)", "平均", "3", "seed_0", "maxwell")]
    [True, True, True, True, False, False, False]
    """
    words = re.findall(r"[^\W\d_]+", seed.casefold())
    return any(word in SUMMARIES for word in words) and all(
        word in SUMMARIES or word in FILLERS for word in words
    )


def state_columns(table: TextTable, roles: Roles) -> list[str]:
    """Return the columns that say in which state a run ended, by their names and cells."""
    named = [head for head in table.columns if _last_word(head) in ("state", "status")]
    free = [head for head in named if head not in roles.columns]
    return [head for head in free if any(_kind(cell) is not None for cell in set(table.columns[head]))]


def states_of(table: TextTable, roles: Roles) -> tuple[list[str], tuple[Note, ...]]:
    """Say of each row in which state its run ended, where a column of states tells.

    Returns:
        For each row "" (finished, or nothing known) or the state as written; and notes on states that
        nobody knows, whose rows count.
    """
    states, notes = [""] * len(table), []
    for column in state_columns(table, roles):
        cells = table.columns[column]
        kinds = {cell: _kind(cell) for cell in set(cells)}
        open_ones = [cell for cell, kind in kinds.items() if kind is None and cell]
        if open_ones:
            shown = ", ".join(sorted(open_ones)[:4])
            notes.append(Note("states", {"column": column, "states": shown}))
        states = [
            state or (cell if kinds[cell] is False else "") for state, cell in zip(states, cells, strict=True)
        ]
    return states, tuple(notes)


def finished_only(
    table: TextTable, where: Sequence[Where], roles: Roles, variants: Collection[str]
) -> Note | None:
    """Say how many runs a condition on a state leaves out that would else be lost; None where it does not.

    Args:
        table: all rows.
        where: the conditions.
        roles: the columns.
        variants: names of those that are compared, as the table writes them.
    """
    columns = set(state_columns(table, roles))
    found = [(entry, *condition(table, "where", entry)) for entry in where]
    asked = [
        (column, values)
        for _, column, values in found
        if column in columns and all(_kind(value) for value in values)
    ]
    if not asked:
        return None
    (column, values), *_ = asked
    others = chosen_rows(table, [entry for entry, head, _ in found if head != column])
    ended: dict[bool, set[tuple[str, str, Seed]]] = {True: set(), False: set()}
    for row, cell in enumerate(others.columns[column]):
        if (variant := roles.variant_of(others, row)) in variants:
            key = roles.group_of(others, row), variant, roles.seed_of(others, row)
            ended[_kind(cell) is not False].add(key)
    n = len(ended[False] - ended[True])
    return Note("finished_only", {"condition": f"{column}={','.join(values)}", "n": n}) if n else None


def _kind(cell: str) -> bool | None:
    """Whether a state is that of a finished run; None: unknown.

    >>> _kind("TrialState.PRUNED"), _kind("CANCELLED by 1000"), _kind("COMPLETED"), _kind("archived")
    (False, False, True, None)
    """
    words = cell.casefold().rpartition(".")[2].replace("_", "").split()
    first, whole = (words or [""])[0], "".join(words)
    if first in FINISHED or whole in FINISHED:
        return True
    return False if first in UNFINISHED or whole in UNFINISHED else None


def _last_word(column: str) -> str:
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower())
    return words[-1] if words else {"状态": "state"}.get(column.strip(), "")
