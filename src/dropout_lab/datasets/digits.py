"""scikit-learn's 8 x 8 digits: small, offline, for tests and the demo.

Source: Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, test part.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dropout_lab.datasets.base import DatasetFacts, Nouns, PlainKeras
from dropout_lab.datasets.origins import Made
from dropout_lab.phrases import Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

IMPORTS = """\
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
"""
LINES = """\
digits, labels = load_digits(return_X_y=True)
parts = train_test_split(digits / 16, labels, test_size=360, stratify=labels, random_state=0)
x, x_test, y, y_test = parts
"""


def _make() -> "tuple[NDArray[np.uint8], NDArray[np.uint8]]":
    """Return uint8 images, shape (1797, 8, 8), bytes 0 to 255, and labels, shape (1797,)."""
    import numpy as np

    if file := _file():
        table = np.loadtxt(file, delimiter=",")
        values, labels = table[:, :-1], table[:, -1]
    else:
        from sklearn.datasets import load_digits

        values, labels = map(np.asarray, load_digits(return_X_y=True))
    return np.rint(values * 255 / 16).astype(np.uint8).reshape(-1, 8, 8), labels.astype(np.uint8)


def _file() -> Path | None:
    """Find scikit-learn's file of the digits: importing scikit-learn takes two seconds, reading it none."""
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        return None
    file = Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"
    return file if file.is_file() else None


FACTS = DatasetFacts(
    title="scikit-learn's digits",
    train_examples=1_437,
    test_examples=360,
    shape=(8, 8),
    classes=10,
    class_names=tuple("0123456789"),
    nouns=Nouns(Text("images", "图像"), Text("pixels", "像素"), Text("digits", "数字"), counter="张"),
    published="Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, by scikit-learn",
    scaled=16,
    plain_keras=PlainKeras(LINES, IMPORTS, own_split=True),
    origin=Made(
        make=_make,
        sha256="a19cb3d96bba7deace8ee5a513a6eb7bad0403d528f00bf4d351b6a7a55baa91",
        needs="scikit-learn",
    ),
)
