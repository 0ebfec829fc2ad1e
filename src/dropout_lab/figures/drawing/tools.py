"""What draws: packages and fonts, by which the bytes of equal pictures may differ."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

from matplotlib.font_manager import FontProperties, findfont

from dropout_lab.figures.drawing.style import STYLE

PACKAGES = ("matplotlib", "numpy", "pandas", "scipy", "fonttools", "kiwisolver", "contourpy", "pillow")


@cache
def drawn_with() -> str:
    """Name the packages with their versions, the machine, and the SHA-256 of the fonts, one a line."""
    fonts = [
        findfont(FontProperties(family=STYLE["font.family"], weight=weight)) for weight in ("normal", "bold")
    ]
    return "\n".join(
        [
            f"python {platform.python_version()} {platform.system()} {platform.machine()}",
            *(f"{package} {version(package)}" for package in PACKAGES),
            *(hashlib.sha256(Path(font).read_bytes()).hexdigest() for font in fonts),
        ]
    )
