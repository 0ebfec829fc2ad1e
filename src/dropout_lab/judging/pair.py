"""Set two variants of a stranger's table against each other: by seed, or as two groups of runs.

A seed is an identity, never a position: rows may stand in any order, and a seed that only one side has
is left out and said. A run that did not finish, or has no finite metric, costs its pair, as in our own
experiments. What would silently pair unlike with unlike is refused.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dropout_lab.errors import ConfigError, Option, TableError, unknown_name
from dropout_lab.judging.request import ALL, Pairing, Request
from dropout_lab.judging.roles import BETWEEN, Seed, same_name, seed_order, seeds_text
from dropout_lab.judging.runs import Lost, Run, Runs


@dataclass(frozen=True, eq=False)
class Sides:
    """Two variants, and the runs of each that count.

    ``values``: treatment and control, float64; where ``paired`` both of shape (n_pairs,), in the order of
    ``seeds``. ``lost``: seed -> why its pair, or run, does not count. ``alone``: seeds that only the one or
    the other side has.
    """

    treatment: str
    control: str
    group: str
    paired: bool
    seeds: tuple[Seed, ...]
    values: tuple[NDArray[np.float64], NDArray[np.float64]]
    lost: Mapping[Seed, Lost]
    alone: tuple[tuple[Seed, ...], tuple[Seed, ...]]
    in_percent: bool

    @property
    def n_common(self) -> int:
        """Seeds that both sides have, those of lost pairs among them."""
        return len(self.seeds) + len(self.lost)

    @property
    def n_unpaired(self) -> int:
        """Seeds that only one side has."""
        return sum(map(len, self.alone))


def variants_of(names: Sequence[str], request: Request) -> tuple[tuple[str, ...], str]:
    """Find the variants that a request names, as the table writes them.

    Args:
        names: the variant of each row.
        request: treatments and control.

    Returns:
        The treatments and the control.

    Raises:
        ConfigError: a variant that is not there, or against itself.
        TableError: one that is written in several ways.
    """
    counts = Counter(names)
    control = _name_of("control", request.control, counts)
    if request.treatments == (ALL,) and ALL not in counts:
        treatments = tuple(name for name in counts if name not in ("", control))
        if not treatments:
            raise TableError(f"treatment=all: {control} is the only variant of the table")
        return treatments, control
    treatments = tuple(dict.fromkeys(_name_of("treatment", name, counts) for name in request.treatments))
    if control in treatments:
        raise ConfigError(f"treatment={control}: is the control too; compare two variants")
    return treatments, control


def set_against(
    runs: Runs, treatment: str, control: str, group: str | None, pairing: Pairing | None
) -> Sides:
    """Set two variants against each other.

    Args:
        runs: those of the table.
        treatment: name of the one variant.
        control: name of the other.
        group: whose runs; None: all runs, a seed being one of its group.
        pairing: None: by seed, where enough seeds pair.

    Raises:
        TableError: no common seed, or fewer than half of the smaller side's.
    """
    sides = [_side(runs, name, group) for name in (treatment, control)]
    if pairing == "unpaired":
        return _apart(sides, treatment, control, group)
    common = [seed for seed in sides[0] if seed in sides[1]]
    if group is None:
        _check_overlap(sides, common, (treatment, control), pairing)
    common.sort(key=seed_order)
    complete = [seed for seed in common if not any(side[seed].lost for side in sides)]
    done = set(complete)
    arrays = [np.array([side[seed].value for seed in complete], dtype=np.float64) for side in sides]
    alone = [tuple(sorted(side.keys() - set(common), key=seed_order)) for side in sides]
    return Sides(
        treatment,
        control,
        group or "",
        paired=True,
        seeds=tuple(complete),
        values=(arrays[0], arrays[1]),
        lost={
            seed: next(lost for side in sides if (lost := side[seed].lost) is not None)
            for seed in common
            if seed not in done
        },
        alone=(alone[0], alone[1]),
        in_percent=_in_percent(sides),
    )


def that_pair(runs: Runs, treatments: Sequence[str], control: str) -> tuple[str, ...]:
    """Return the treatments of which enough seeds are the control's too."""
    theirs = _side(runs, control, None)
    return tuple(name for name in treatments if _pair_enough(_side(runs, name, None), theirs))


def _pair_enough(one: Collection[Seed], other: Collection[Seed]) -> bool:
    """Whether at least half of the smaller side has a partner."""
    n_common = sum(seed in other for seed in one)
    return n_common > 0 and 2 * n_common >= min(len(one), len(other))


def _apart(sides: Sequence[Mapping[Seed, Run]], treatment: str, control: str, group: str | None) -> Sides:
    """Two groups of runs; a seed says nothing of which run belongs to which."""
    kept = [{seed: run for seed, run in side.items() if not run.lost} for side in sides]
    arrays = [np.array([run.value for run in side.values()], dtype=np.float64) for side in kept]
    lost: dict[Seed, Lost] = {
        f"{name}{BETWEEN}{seed}": run.lost
        for name, side in zip((treatment, control), sides, strict=True)
        for seed, run in side.items()
        if run.lost
    }
    return Sides(treatment, control, group or "", paired=False, seeds=(), values=(arrays[0], arrays[1]),
                 lost=lost, alone=((), ()), in_percent=_in_percent(sides))  # fmt: skip


def _side(runs: Runs, variant: str, group: str | None) -> Mapping[Seed, Run]:
    if group is not None:
        return runs.side(group, variant)
    groups = runs.groups
    if len(groups) == 1:
        return runs.side(groups[0], variant)
    return {
        f"{name}{BETWEEN}{seed}": run for name in groups for seed, run in runs.side(name, variant).items()
    }


def _check_overlap(
    sides: Sequence[Mapping[Seed, Run]],
    common: Sequence[Seed],
    names: tuple[str, str],
    pairing: Pairing | None,
) -> None:
    shown = "; ".join(f"{n} has {seeds_text(list(side))}" for n, side in zip(names, sides, strict=True))
    if not common:
        raise TableError(
            f"no common seed, so nothing pairs: {shown}; to compare them as two groups of runs",
            Option("unpaired"),
        )
    smaller = min(map(len, sides))
    if pairing is None and not _pair_enough(*sides):
        raise TableError(
            f"only {len(common)} of {smaller} seeds pair: {shown}; to compare two groups of runs, or these "
            "pairs all the same",
            Option("unpaired"),
            Option("paired"),
        )


def _in_percent(sides: Sequence[Mapping[Seed, Run]]) -> bool:
    return any(run.percent for side in sides for run in side.values())


def _name_of(key: str, wanted: str, counts: Mapping[str, int]) -> str:
    """Return a variant's name as the table writes it; refuse one that is written in several ways."""
    found = [name for name in counts if name == wanted] or [
        name for name in counts if same_name(name, wanted)
    ]
    if not found:
        parts = [part.strip() for part in wanted.split(",")]
        if len(parts) > 1 and all(any(same_name(name, part) for name in counts) for part in parts):
            each = " ".join(f"--{key} {part}" for part in parts)
            raise ConfigError(f"{key}={wanted}: {len(parts)} variants; name each: {each}")
        there = [name for name in sorted(counts, key=lambda name: -counts[name]) if name]
        raise ConfigError(unknown_name(key, wanted, "variant", there))
    alike = [name for name in counts if same_name(name, wanted) and name != found[0]]
    if alike:
        written = " and ".join(f"{name!r} ({counts[name]} rows)" for name in (found[0], *alike))
        raise TableError(f"{key}={wanted}: mixed variants: the table writes {written}; write it one way")
    return found[0]
