"""Waves: signals of 1 x 40 numbers in 3 classes, by a formula: a data set of another shape than MNIST's."""

from typing import TYPE_CHECKING

from dropout_lab.datasets.base import DatasetFacts, Nouns
from dropout_lab.datasets.origins import Made
from dropout_lab.phrases import Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def _make() -> "tuple[NDArray[np.uint8], NDArray[np.uint8]]":
    """Return uint8 signals, shape (150, 1, 40), triangle waves from 0 to 200, and labels, shape (150,).

    Signal i has label i mod 3 and label + 1 periods; it starts 7 i / 400 of a period late.
    """
    import numpy as np

    numbers = np.arange(150)[:, None]
    labels = numbers % 3
    phases = (np.arange(40) * (labels + 1) * 10 + 7 * numbers) % 400
    return np.abs(phases - 200).astype(np.uint8)[:, None, :], labels[:, 0].astype(np.uint8)


FACTS = DatasetFacts(
    title="Waves",
    train_examples=120,
    test_examples=30,
    shape=(1, 40),
    classes=3,
    class_names=("one period", "two periods", "three periods"),
    nouns=Nouns(Text("signals", "信号"), labels=Text("tunes", "曲调")),
    scale=200,
    published="by the formula in this file",
    origin=Made(make=_make, sha256="33f859f2466af62bb522d3e43416ba51541b6a37567ba38aee46b450d8f3edfa"),
)
