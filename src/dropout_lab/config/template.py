"""The file that a question of the user's own begins with: `my_experiment.yaml`, under another name."""

import os
from pathlib import Path

from dropout_lab.config_files import bundled

SCHEMA = "experiment.json"


def new_experiment(name: str, folder: Path) -> str:
    """Return the text of an experiment file.

    Args:
        name: of the experiment, such as ``my_question``.
        folder: where the file will stand; an editor finds the schema from there, where it is not far.
    """
    text = Path(__file__).with_name("my_experiment.yaml").read_text(encoding="utf-8")
    return editor_line(folder) + text.replace("my_experiment", name)


def editor_line(folder: Path) -> str:
    """Return the line by which editors know the schema of a file; nothing where the schema is elsewhere."""
    schema = (bundled("schema") / SCHEMA).resolve()
    root = folder.resolve().parent
    if not schema.is_file() or not schema.is_relative_to(root):
        return ""
    return f"# yaml-language-server: $schema={Path(os.path.relpath(schema, folder.resolve())).as_posix()}\n"
