"""A stack kept in the middle of its training: one file a run, so that no stack is too large for the host."""

import hashlib
import json
import os
import shutil
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dropout_lab.engines.jax.program import State
from dropout_lab.engines.jax.stack import Stack
from dropout_lab.errors import DamageWarning
from dropout_lab.files import folder_beside, sync
from dropout_lab.foreign import refuse_link
from dropout_lab.recipe import Recipe

BESIDE, DIGEST = "training.json", "digest"


class StackCheckpoints:
    """Keeps one stack after every so many epochs, whole or not at all; only the newest stays.

    Args:
        folder: takes a folder of this stack's, named by what must be the same for its bits to go on.
        every: epochs between two.
        runs: of the stack.
        environment: versions, devices, stack size: all that its bits depend on besides.
    """

    def __init__(
        self, folder: Path, every: int, runs: Sequence[tuple[Recipe, int]], environment: Mapping[str, Any]
    ) -> None:
        self.every = every
        what = json.dumps([[[r.hash, seed] for r, seed in runs], environment], sort_keys=True)
        self._what = hashlib.sha256(what.encode()).hexdigest()
        self.folder = folder / self._what[:16]

    def load(self, stack: Stack) -> dict[str, Any] | None:
        """Put a stack where it was kept last; return what was kept beside it, None where nothing sound is.

        One that is damaged is thrown away, with a `DamageWarning`: the stack trains from its start.

        Raises:
            ResultsError: the folder is a link, which would say what is written and deleted elsewhere.
        """
        refuse_link(self.folder)
        kept = sorted(self.folder.glob("[0-9]*[0-9]"))
        if not kept:
            return None
        try:
            sound = (kept[-1] / DIGEST).read_bytes() == self._digest(kept[-1], stack.size)
        except OSError:
            sound = False
        if not sound:
            said = f"{kept[-1]}: not as it was kept (damaged), so thrown away; its runs train from the start"
            warnings.warn(said, DamageWarning, stacklevel=2)
            shutil.rmtree(self.folder, ignore_errors=True)
            return None
        for place in range(stack.size):
            with np.load(kept[-1] / f"{place}.npz", allow_pickle=False) as arrays:
                stack.put(place, _state(arrays))
        beside = json.loads((kept[-1] / BESIDE).read_text(encoding="utf-8"))
        stack.go_to(beside["epochs"])
        return beside

    def save(self, stack: Stack, beside: dict[str, Any]) -> None:
        """Keep a stack, with plain data beside it; a disk that has no room for it stops no training."""
        whole = self.folder / f"{beside['epochs']:06d}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with folder_beside(whole) as part:
                for place in range(stack.size):
                    np.savez(part / f"{place}.npz", allow_pickle=False, **_arrays(stack.take(place)))
                (part / BESIDE).write_text(json.dumps(beside), encoding="utf-8")
                (part / DIGEST).write_bytes(self._digest(part, stack.size, whole.name))
                for path in (*part.iterdir(), part):
                    sync(path)
                os.replace(part, whole)
            sync(self.folder)
        except OSError:
            return
        for older in self.folder.iterdir():
            if older != whole:
                shutil.rmtree(older, ignore_errors=True)

    def _digest(self, folder: Path, size: int, name: str = "") -> bytes:
        """Digest all that is kept: recipes, seeds, environment, epoch, and each file by its name."""
        whole = hashlib.blake2b(f"{self._what} {name or folder.name} {size}".encode(), digest_size=32)
        for file in (*(f"{place}.npz" for place in range(size)), BESIDE):
            content = (folder / file).read_bytes()
            whole.update(f" {file} {len(content)} ".encode())
            whole.update(content)
        return whole.digest()


def _arrays(state: State) -> dict[str, Any]:
    return {
        f"{kind}_{number:03d}": array
        for kind, arrays in state._asdict().items()
        for number, array in enumerate(arrays)
    }


def _state(arrays: Any) -> State:
    return State(
        *([arrays[name] for name in sorted(arrays.files) if name.startswith(kind)] for kind in State._fields)
    )
