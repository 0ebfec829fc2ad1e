"""Digests of what a store keeps of a run and of a plan, taken over the stored values and bytes.

Each is a BLAKE2b of 16 bytes that covers the name of what it belongs to, so that two parts of one kind cannot
change places. Their input is fixed for ever: a store keeps the digest of the day it was written.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import blake2b
from struct import Struct
from typing import Any

_FACTS = "\x1f".join(["%s"] * 10)
_PLAN = "\x1f".join(["%s"] * 7)


def facts_digest(
    run_id: str, documents: tuple[str, ...], columns: tuple[Any, ...], metrics: Mapping[str, float]
) -> bytes:
    """Digest a run's columns and metrics.

    Args:
        run_id: 16 hex digits.
        documents: SHA-256 of recipe, engine and environment.
        columns: the ten others, in the order of the table; ``seconds`` a float.
        metrics: float64 by name, in the order of the names.

    Raises:
        TypeError, ValueError, struct.error: values that no run was stored with.
    """
    names, pack = packing(tuple(metrics))
    return packed_facts_digest(run_id, "".join(documents), columns, names, pack(*metrics.values()))


def packed_facts_digest(
    run_id: str, documents: str, columns: tuple[Any, ...], names: bytes, values: bytes
) -> bytes:
    """Digest as `facts_digest` does, with the documents joined and the metrics as `packing` gives them."""
    told = f"{run_id}{documents}{_FACTS % columns}\x1e"
    return blake2b(told.encode() + names + values, digest_size=16).digest()


def curves_digest(run_id: str, curves: Mapping[str, bytes]) -> bytes:
    """Digest a run's curves, their bytes by metric, in the order of the metrics."""
    blobs = curves.values()
    return packed_curves_digest(
        run_id, "\x1f".join(curves), ",".join(str(len(blob)) for blob in blobs), b"".join(blobs)
    )


def packed_curves_digest(run_id: str, names: str, sizes: str, values: bytes | memoryview) -> bytes:
    """Digest as `curves_digest` does, with names (between them U+001F), sizes (commas) and bytes joined."""
    return blake2b(f"{run_id}{names}\x1e{sizes}\x1e".encode() + values, digest_size=16).digest()


def images_digest(run_id: str, errors: bytes | None, reliability: bytes | None) -> bytes:
    """Digest a run's misclassified test images and its bins of reliability, None where there are none."""
    sizes = (-1 if errors is None else len(errors), -1 if reliability is None else len(reliability))
    whole = b"%s%d,%d\x1e%s%s" % (run_id.encode(), *sizes, errors or b"", reliability or b"")
    return blake2b(whole, digest_size=16).digest()


@lru_cache(maxsize=1024)
def packing(names: tuple[str, ...]) -> tuple[bytes, Callable[..., bytes]]:
    """Names of metrics as bytes, and what packs as many float64."""
    return "\x1f".join(names).encode(), Struct(f"<{len(names)}d").pack


def plan_digest(columns: tuple[Any, ...]) -> bytes:
    """Digest a plan's columns."""
    return blake2b((_PLAN % columns).encode(), digest_size=16).digest()


def cells_digest(plan_hash: str, cells: bytes | None) -> bytes:
    """Digest the cells of a plan.

    Args:
        plan_hash: of the plan.
        cells: in the order of training, with U+001F between the columns of a cell and U+001E between cells;
            None where there is none.
    """
    told = plan_hash.encode() if cells is None else b"%s\x1e%s" % (plan_hash.encode(), cells)
    return blake2b(told, digest_size=16).digest()
