"""Whatever SQLite and the file system say of a store, in one line that says what to do."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from dropout_lab.errors import LockedError, StoreError

ELSEWHERE = "choose another place by store.path=..."
SAFE = "every run recorded before is safe in it"
RESTORE = f"keep a copy, restore it or {ELSEWHERE}"


@contextlib.contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turn whatever SQLite and the file system say into one line that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        kind = LockedError if "locked" in str(error) else StoreError
        raise kind(f"{path}: {_advice(error)}") from None
    except MemoryError:  # a length that bytes which nobody stored tell
        said = "cannot be read in the memory that there is, or is damaged"
        raise StoreError(f"{path}: {said}; {RESTORE}") from None
    except UnicodeDecodeError:  # SQLite's own word, with a name from the file in it
        raise StoreError(f"{path}: is damaged; {RESTORE}") from None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; {ELSEWHERE}") from None


def _advice(error: sqlite3.Error) -> str:
    text = " ".join(str(error).split())[:200]
    if "is full" in text or "disk I/O error" in text:
        return f"cannot write ({text}); {SAFE}; make room and type the same again, or {ELSEWHERE}"
    if "readonly" in text or "unable to open" in text:
        return f"cannot write there ({text}); {ELSEWHERE}"
    if "not a database" in text:
        return f"is not a store of dropout-lab ({text}); {ELSEWHERE}"
    if "locked" in text:
        return (
            f"another program holds a lock on it ({text}); {SAFE}; end that program, such as a database "
            f"browser, and type the same again, or {ELSEWHERE}"
        )
    return f"is damaged ({text}); {RESTORE}"
