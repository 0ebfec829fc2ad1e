"""`--cfg`, `--info` and `--hydra-help` of a run: Hydra's own answers, which train nothing."""

import sys
from collections.abc import Sequence
from pathlib import Path

import hydra

from dropout_lab.config.compose import first_line
from dropout_lab.config.places import bundled
from dropout_lab.errors import ConfigError


def answer_by_hydra(flags: Sequence[str], overrides: Sequence[str], config_dir: Path | None) -> None:
    """Let `hydra.main` print a configuration, its own state or its help.

    Args:
        flags: such as ``["--cfg", "job"]``.
        overrides: the words of the command line.
        config_dir: a folder of the user's own choices, or None.

    Raises:
        ConfigError: whatever Hydra refuses, in one line.
    """
    if config_dir is not None and not config_dir.is_dir():
        raise ConfigError(f"--config-dir {config_dir}: no such folder")
    folder = [] if config_dir is None else ["--config-dir", str(config_dir.resolve())]
    before, sys.argv = sys.argv, ["dropout-lab run", *flags, *folder, *overrides]
    try:
        hydra.main(version_base="1.3", config_path=str(bundled("conf").resolve()), config_name="config")(
            lambda _config: None
        )()
    except SystemExit as end:
        if end.code:
            raise ConfigError(f"{' '.join(flags)}: not of Hydra's flags; see run --hydra-help") from None
    except Exception as error:
        raise ConfigError(f"{' '.join([*flags, *overrides])}: {first_line(error)}") from None
    finally:
        sys.argv = before
