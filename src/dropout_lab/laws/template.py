"""The file that a dropout of the user's own begins with: `my_layer.py`, under another name."""

from pathlib import Path


def new_layer(name: str, words: str) -> str:
    """Return the text of a Python file with a small dropout.

    Args:
        name: of the dropout, such as ``my_layer``.
        words: of its class, such as ``MyLayer``.
    """
    text = Path(__file__).with_name("my_layer.py").read_text(encoding="utf-8")
    return text.replace("MyLayer", words).replace("my_layer", name)
