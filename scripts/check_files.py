"""What a commit may not hold: YAML or TOML that does not parse, a file over 3 MB. Used by pre-commit.

.venv/bin/python scripts/check_files.py FILE ...
"""

import sys
import tomllib
from pathlib import Path

import yaml

LARGEST = 3_000_000


def complaint(path: Path) -> str | None:
    """Return what is wrong with a file in one line, or None."""
    if path.stat().st_size > LARGEST:
        return f"{path}: {path.stat().st_size:,} bytes; no file over 3 MB is committed"
    try:
        if path.suffix in {".yaml", ".yml"}:
            list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
        elif path.suffix == ".toml":
            tomllib.loads(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, tomllib.TOMLDecodeError) as error:
        return f"{path}: {' '.join(str(error).split())}"
    return None


if __name__ == "__main__":
    complaints = [found for name in sys.argv[1:] if (found := complaint(Path(name)))]
    sys.stderr.writelines(f"{line}\n" for line in complaints)
    sys.exit(bool(complaints))
