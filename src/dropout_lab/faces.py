"""The face of a room whose modules are loaded when their names are first used."""

from collections.abc import Callable, Mapping
from importlib import import_module


def on_first_use(room: str, places: Mapping[str, str]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package.

    Args:
        room: the package's full name.
        places: a name that it offers -> the module inside it that has it.

    Returns:
        A function of a name that loads its module and returns what is meant; it raises AttributeError for
        a name that is not offered.
    """

    def found(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return getattr(import_module(f"{room}.{places[name]}"), name)

    return found
