"""Templates as Python compiled once in a process, where Jinja2 would compile them for every page anew."""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Compiled templates by name and content; one for each set of options of an environment."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in a template that was compiled before."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template for the pages to come."""
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code
