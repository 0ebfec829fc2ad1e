"""The one door of messages while a campaign is trained: nobody waits for who reads, and nothing is raised."""

import contextlib
import io
import os
import select
import sys
import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import TextIO

LAST_SECONDS = 2.0
"""As long as the end waits for the last messages to be taken."""

MOST_PENDING = 1000
"""Texts that wait for a reader; what comes after them is dropped."""


class Messages(io.TextIOBase):
    """A text stream that a thread of its own writes to another one.

    A pipe that nobody reads, a terminal that is stopped (Ctrl-S) or gone, a full disk: the texts are
    dropped, and whoever writes them learns nothing of it.

    Args:
        stream: where they go; one without a file descriptor, as a notebook's, is written to at once. None,
            as Python gives for a closed one: nowhere.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream, self._descriptor = stream, _descriptor(stream)
        self._texts = SimpleQueue[bytes | threading.Event]()
        self._is_silent = stream is None
        self._thread: threading.Thread | None = None

    @property
    def encoding(self) -> str:  # pyrefly: ignore[bad-override]: TextIOBase has it as a field
        """Return that of the stream behind."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:  # pyrefly: ignore[bad-override]
        """Write what cannot be encoded as an escape."""
        return "backslashreplace"

    def isatty(self) -> bool:
        """Whether a terminal shows it."""
        with contextlib.suppress(AttributeError, OSError, ValueError):
            return self._stream is not None and self._stream.isatty()
        return False

    def fileno(self) -> int:
        """Return the descriptor of the stream behind, for asking after the terminal's size."""
        if self._descriptor is None:
            raise io.UnsupportedOperation("fileno")
        return self._descriptor

    def writable(self) -> bool:
        """Say so: it takes everything."""
        return True

    def write(self, text: str, /) -> int:
        """Take a text.

        Raises:
            TypeError: bytes, which some libraries try first.
        """
        if not isinstance(text, str):
            raise TypeError(f"text is wanted, not {type(text).__name__}")
        if self._is_silent:
            return len(text)
        if self._descriptor is None:
            with contextlib.suppress(OSError, ValueError):
                print(text, end="", file=self._stream, flush=True)
        elif self._texts.qsize() < MOST_PENDING:
            self._put(text.encode(self.encoding, self.errors))
        return len(text)

    def finish(self) -> None:
        """Wait until the texts are taken, and after `LAST_SECONDS` be silent for good."""
        if self._thread is not None and not self._is_silent:
            taken = threading.Event()
            self._put(taken)
            self._is_silent = not taken.wait(LAST_SECONDS)

    def _put(self, text: bytes | threading.Event) -> None:
        self._texts.put(text)
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_all, name="messages", daemon=True)
            self._thread.start()

    def _write_all(self) -> None:
        while True:
            text = self._texts.get()
            if isinstance(text, threading.Event):
                text.set()
            else:
                with contextlib.suppress(OSError):
                    self._write(text)

    def _write(self, text: bytes) -> None:
        descriptor = self.fileno()
        while text:
            try:
                text = text[os.write(descriptor, text) :]
            except BlockingIOError:  # somebody made a shared terminal or pipe non-blocking
                select.select([], [descriptor], [], 1)


@contextlib.contextmanager
def messages() -> Iterator[Messages]:
    """Let stderr be `Messages` for the length of a block; then wait a moment for the last to be taken."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    stream = Messages(sys.stderr)
    with contextlib.redirect_stderr(stream):
        try:
            yield stream
        finally:
            stream.finish()


def _descriptor(stream: TextIO | None) -> int | None:
    with contextlib.suppress(AttributeError, OSError, ValueError):
        return stream.fileno() if stream is not None else None
    return None
