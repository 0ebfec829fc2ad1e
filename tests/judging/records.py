"""Tables as lists of records, and what judging them says."""

import pytest

from dropout_lab.errors import DropoutLabError
from dropout_lab.judging import Judgement, Request, judge_table


def rows(head, *lines):
    """A table as a list of dicts, from a header and lines of cells."""
    names = head.split(",")
    return [dict(zip(names, line.split(","), strict=True)) for line in lines]


def by_seed(variant_column, metric, **sides):
    """A table of values by variant, seeds 0, 1, ..."""
    return [
        {variant_column: name, "seed": str(seed), metric: value}
        for name, values in sides.items()
        for seed, value in enumerate(values.split("|" if "|" in values else None))
    ]


def judged(table, treatment, control, **asked) -> Judgement:
    treatments = (treatment,) if isinstance(treatment, str) else tuple(treatment)
    return judge_table(table, Request(treatments=treatments, control=control, **asked))


def refused(table, treatment, control, **asked):
    """The one line that a table is refused with."""
    with pytest.raises(DropoutLabError) as error:
        judged(table, treatment, control, **asked)
    assert "\n" not in str(error.value)
    return str(error.value)


def numbers(found, places=4):
    """Mean and interval, rounded."""
    row = found.compared
    return tuple(round(value, places) for value in (row.mean_difference, row.ci_low_joint, row.ci_high_joint))
