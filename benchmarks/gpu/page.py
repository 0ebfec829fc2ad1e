"""What a GPU makes of stacks, as a page."""

from typing import Any


def page(found: dict[str, Any]) -> str:
    """Return the Markdown page of what was measured."""
    return "# Stacks on a GPU\n"
