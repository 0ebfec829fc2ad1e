"""Opens stacks; keeps a few compiled programs and the data of the last data set."""

from collections.abc import Sequence
from typing import Any

import jax

from dropout_lab.data import Images
from dropout_lab.engines.compiled import Programs, program_key
from dropout_lab.engines.devices import Device
from dropout_lab.engines.jax.program import Program
from dropout_lab.engines.jax.stack import DeviceData, Stack, plainly
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import EngineChoice, Jax, Recipe


class JaxEngine:
    """The engine of stacks.

    Args:
        choice: how to train.
        side_by_side: whether a device trains the runs of a stack at once; None: unless it is a CPU.

    Raises:
        ConfigError: ``engine.device=gpu`` where JAX finds none.
    """

    def __init__(self, choice: EngineChoice, side_by_side: bool | None = None) -> None:
        self._choice = choice
        self._devices = _devices(choice)
        platform = self._devices[0].platform
        self._side_by_side = platform != "cpu" if side_by_side is None else side_by_side
        self._programs: Programs[Program] = Programs()
        self._data: DeviceData | None = None

    @property
    def device(self) -> Device:
        """What its stacks train on."""
        first = self._devices[0]
        limit = (first.memory_stats() or {}).get("bytes_limit")
        return Device(first.device_kind, first.platform, len(self._devices), limit)

    @property
    def programs_built(self) -> int:
        """Programs that this process has compiled, the forgotten ones too."""
        return self._programs.built

    def stack(self, runs: Sequence[tuple[Recipe, int]], images: Images, size: int) -> Stack:
        """Start recipes of one `stack_key`, each with its seed, padded to `size` runs.

        Raises:
            OutOfDeviceMemory: the devices cannot hold that many.
        """
        program = self._program(runs[0][0])
        if self._data is None or self._data.source is not images:
            with plainly():
                self._data = DeviceData(images, program)
        return Stack(program, self._data, runs, size)

    def trace(self, recipe: Recipe) -> None:
        """Trace a recipe's program without compiling it; what its layers raise comes out."""
        self._program(recipe).trace()

    def _program(self, recipe: Recipe) -> Program:
        return self._programs.get(
            program_key(recipe, self._choice),
            lambda: Program(recipe, self._choice.precision, self._devices, self._side_by_side),
        )


def load(choice: EngineChoice) -> JaxEngine:
    """Return the engine of a choice, in a process whose backend is settled."""
    return JaxEngine(choice)


def _devices(choice: EngineChoice) -> list[Any]:
    """Return the devices that share a stack.

    Raises:
        ConfigError: no GPU where one is asked for.
    """
    wanted = choice.device if isinstance(choice, Jax) and choice.device != "auto" else None
    try:
        return jax.local_devices(backend=wanted)
    except RuntimeError:
        raise ConfigError(
            f"engine.device={wanted}: JAX finds none here; pip install 'jax[cuda13]' where there is "
            "an NVIDIA driver, or choose engine.device=auto"
        ) from None
