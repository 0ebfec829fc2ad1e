"""Where configurations stand: in a checkout, in the installed package, in the user's folders.

It knows no Hydra, so that listing the choices takes no more than reading their names.
"""

from pathlib import Path

PACKAGE = Path(__file__).parent


def bundled(folder: str) -> Path:
    """Return ``conf`` or ``experiments`` as it travels with the code: in the wheel or the checkout."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parents[1] / folder


def groups(config_dir: Path | None = None) -> dict[str, list[str]]:
    """Return the choices of each configuration group, the user's own folder included."""
    found: dict[str, set[str]] = {}
    for root in filter(None, [bundled("conf"), config_dir]):
        for file in root.glob("*/*.yaml"):
            found.setdefault(file.parent.name, set()).add(file.stem)
    return {group: sorted(choices) for group, choices in sorted(found.items())}


def experiment_files() -> dict[str, Path]:
    """Return the experiments by name; those of the current folder win over the bundled ones."""
    return {
        file.stem: file
        for root in (bundled("experiments"), Path("experiments"))
        for file in sorted(root.glob("*.yaml"))
    }
