"""`--cfg`, `--info` and `--hydra-help` of a run: Hydra's own answers, which train nothing."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import hydra

from dropout_lab.config.compose import Composer
from dropout_lab.config_files import bundled
from dropout_lab.errors import ConfigError, first_line

CHOICES = {
    "--cfg": ("job", "hydra", "all"),
    "--info": ("all", "config", "defaults", "defaults-tree", "plugins", "searchpath"),
}


def answer_by_hydra(flags: Sequence[str], overrides: Sequence[str], config_dir: Path | None) -> None:
    """Let `hydra.main` print a configuration, its own state or its help.

    It is given words that our own parser took, none that begins with a dash: it has options that run what a
    pickle file says, and takes any beginning of their names.

    Args:
        flags: such as ``["--cfg", "job"]``.
        overrides: the words of the command line.
        config_dir: a folder of the user's own choices, or None.

    Raises:
        ConfigError: whatever Hydra refuses, in one line.
    """
    for flag, value in zip(flags[::2], flags[1::2], strict=False):
        if value not in CHOICES[flag]:
            raise ConfigError(f"{flag} {value}: choose {', '.join(CHOICES[flag])}")
    with Composer(config_dir) as composer:
        composer.parse(overrides)
    folder = [] if config_dir is None else ["--config-dir", str(config_dir.resolve())]
    logging.raiseExceptions = False  # a reader that closes its end, such as head, is no error
    before, sys.argv = sys.argv, ["dropout-lab run", *flags, *folder, *overrides]
    try:
        hydra.main(version_base="1.3", config_path=str(bundled("conf").resolve()), config_name="config")(
            lambda _config: None
        )()
    except SystemExit as end:
        if end.code:
            raise ConfigError(f"{' '.join([*flags, *overrides])}: Hydra refuses it") from None
    except BrokenPipeError:
        raise
    except Exception as error:
        raise ConfigError(f"{' '.join([*flags, *overrides])}: {first_line(error)}") from None
    finally:
        sys.argv = before
