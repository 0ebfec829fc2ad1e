"""Something that starts in a thread of its own, while main goes on until it needs it."""

import threading
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Generic, TypeVar

Started = TypeVar("Started")


class Starting(Generic[Started]):
    """A context manager of a context that is entered by a thread.

    Its block begins at once. The end of the block waits for the start, and then ends what was started; a
    start that failed has ended by itself.

    Args:
        context: entered by the thread, left by whoever leaves the block.
    """

    def __init__(self, context: AbstractContextManager[Started]) -> None:
        self._context = context
        self._found: list[Started] = []
        self._error: BaseException | None = None
        # A daemon: main that leaves at once, after a signal, waits for no start.
        self._thread = threading.Thread(target=self._start, name="starts the workers", daemon=True)

    def __enter__(self) -> "Starting[Started]":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.join()
        if self._found:
            self._context.__exit__(kind, error, trace)

    def wait(self) -> Started:
        """Return what was started, when it is.

        Raises:
            BaseException: whatever the start ended with.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._found[0]

    def _start(self) -> None:
        try:
            self._found.append(self._context.__enter__())
        except BaseException as error:
            self._error = error
