"""One test over the rows of a table: what a row shows in a millisecond needs no test of its own."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

FAULTS = (Exception, pytest.fail.Exception)
LONGEST = 300
"""Letters of a row in a failure."""


def over(names: str | tuple[str, ...], rows: Iterable[Any], *, ids: Callable[[Any], str] = repr) -> Callable:
    """Give a test each row of a table in turn, as `pytest.mark.parametrize` does, and count it as one test.

    Every row is tried; a failure names its row, and several come together. Fixtures are made once, for all
    rows: a test that leaves something behind for the next row is one for `parametrize`, and so is one that
    is asked for by a row's name.

    Args:
        names: the arguments that a row gives: one text with commas, or several.
        rows: of one argument its values, else a tuple each.
        ids: what a row is called.
    """
    words = tuple(name.strip() for name in names.split(",")) if isinstance(names, str) else names
    table = [(row,) if len(words) == 1 else tuple(row) for row in rows]

    def of_all(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def whole(**fixtures: Any) -> None:
            faults = []
            for row in table:
                try:
                    test(**dict(zip(words, row, strict=True)), **fixtures)
                except FAULTS as fault:
                    fault.add_note(f"in the row {', '.join(map(ids, row))[:LONGEST]}")
                    faults.append(fault)
            if len(faults) == 1:
                raise faults[0]
            if faults:
                raise BaseExceptionGroup(f"{len(faults)} of {len(table)} rows", faults)

        signature = inspect.signature(test)
        left = [given for name, given in signature.parameters.items() if name not in words]
        whole.__signature__ = signature.replace(parameters=left)
        assert len(left) + len(words) == len(signature.parameters), f"{test.__name__}: takes no such argument"
        assert table, f"{test.__name__}: no rows"
        return whole

    return of_all
