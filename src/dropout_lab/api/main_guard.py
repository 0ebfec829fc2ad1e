"""A script that starts workers is imported again by each of them: it must say what is main's alone."""

import ast
import multiprocessing
import sys
from pathlib import Path
from types import FrameType

from dropout_lab.errors import ConfigError

HOW = 'put it, and whatever else the script does, under `if __name__ == "__main__":`'


def refuse_unguarded() -> None:
    """Refuse to start workers from a script that would start them again in each worker, or where none may be.

    Raises:
        ConfigError: this process is such a worker, or one that may have none of its own, or the script's call
            stands outside its guard.
    """
    if multiprocessing.current_process().daemon:
        raise ConfigError(
            "run: a worker of multiprocessing.Pool may start no workers of its own; call it from the main "
            "process, from a concurrent.futures.ProcessPoolExecutor, or with executor.address=..."
        )
    if multiprocessing.parent_process() is not None and getattr(
        multiprocessing.current_process(), "_inheriting", False
    ):  # what multiprocessing itself asks, too late for one clear line
        raise ConfigError(f"run: a worker process came to this call while importing the script; {HOW}")
    main = sys.modules.get("__main__")
    path = getattr(main, "__file__", None)
    spec = getattr(main, "__spec__", None)
    if path is None or (spec is not None and spec.name.endswith("__main__")):
        return  # a notebook, `python -c` or `python -m package`: workers do not import these
    line = _line_in(path, sys._getframe())
    if line and not _is_guarded(Path(path), line):
        raise ConfigError(
            f"run: {Path(path).name}, line {line}, is not guarded: each worker process would run it again; "
            f"{HOW}"
        )


def _line_in(path: str, frame: FrameType | None) -> int:
    """Line of the script's own top level that is being carried out; 0 where it is not on the stack."""
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_code.co_filename == path:
            return frame.f_lineno
        frame = frame.f_back
    return 0


def _is_guarded(path: Path, line: int) -> bool:
    try:
        body = ast.parse(path.read_text(encoding="utf-8")).body
    except (OSError, ValueError, SyntaxError):
        return True  # nothing to judge by; a worker that comes here again is refused above
    blocks = [node for node in body if isinstance(node, ast.If) and _asks_for_main(node.test)]
    return any(
        node.body[0].lineno <= line <= (node.body[-1].end_lineno or line) or line == node.lineno
        for node in blocks
    )


def _asks_for_main(test: ast.expr) -> bool:
    names = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
    texts = {node.value for node in ast.walk(test) if isinstance(node, ast.Constant)}
    equal = not any(isinstance(node, ast.NotEq | ast.Not) for node in ast.walk(test))
    return equal and "__name__" in names and "__main__" in texts
