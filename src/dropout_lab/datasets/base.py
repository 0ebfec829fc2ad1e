"""The facts of a data set: sizes, shape, classes, names for people, and where its bytes come from.

A data set is one file of this folder that sets ``FACTS``, and one file ``conf/dataset/NAME.yaml``.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from dropout_lab.datasets.origins import IdxFiles, Made
from dropout_lab.errors import ConfigError
from dropout_lab.phrases import Text

MOST_CLASSES, MOST_TEST_EXAMPLES = 2**8, 2**16
"""A run keeps the label that it gave in 8 bits, and the place of a test example in 16."""


class Nouns(NamedTuple):
    """What the things of a data set are called, in the languages of the reports.

    Attributes:
        examples: its examples, in the plural.
        numbers: what an example consists of, in the plural.
        labels: its classes, in the plural.
        counter: the Chinese measure word of examples.
    """

    examples: Text = Text("examples", "样本")
    numbers: Text = Text("numbers", "数值")
    labels: Text = Text("classes", "类别")
    counter: str = "个"


ANY = Nouns()
"""Nouns of a data set that names none."""


@dataclass(frozen=True)
class PlainKeras:
    """Lines by which a program in plain Keras gets the data set, for the listing on a page.

    Attributes:
        lines: they set x and x_test, numbers from 0 to 1 of shape (n, inputs), and y and y_test, the labels.
        imports: lines that they need at the head of the program, beside ``import keras``.
        own_split: whether x_test is another choice of examples than our test set.
    """

    lines: str
    imports: str = ""
    own_split: bool = False


@dataclass(frozen=True)
class DatasetFacts:
    """Facts of a data set that every room may rely on, known without its arrays.

    Attributes:
        title: name for people.
        train_examples: number of examples to train on, before any split, >= 1.
        test_examples: number of examples to test on, >= 1.
        shape: sizes of one example as published, such as (28, 28); models get it flattened.
        classes: number of classes, >= 2; labels are 0 to classes - 1. None: the task is no classification.
        origin: the files or the function that the examples come from, with their SHA-256.
        published: who published it, where and when.
        class_names: name of each class, in the order of the labels; empty: a class is called by its number.
        nouns: what its examples, their numbers and its classes are called.
        scale: the byte that stands for 1: models divide by it.
        scaled: the number as published that is that byte, for people; None: the bytes are as published.
        plain_keras: how a program without ours gets the data set; None: there is no short way, no listing.

    Raises:
        ConfigError: more classes or test examples than a run can keep, or not one name a class.
    """

    title: str
    train_examples: int
    test_examples: int
    shape: tuple[int, ...]
    classes: int | None
    origin: IdxFiles | Made
    published: str
    class_names: tuple[str, ...] = ()
    nouns: Nouns = ANY
    scale: int = 255
    scaled: int | None = None
    plain_keras: PlainKeras | None = None

    def __post_init__(self) -> None:
        """Refuse sizes that a run cannot keep."""
        if self.classes is not None and not 2 <= self.classes <= MOST_CLASSES:
            raise ConfigError(f"{self.title}: classes={self.classes}: should be 2 to {MOST_CLASSES}, or None")
        if not 1 <= self.test_examples <= MOST_TEST_EXAMPLES:
            raise ConfigError(
                f"{self.title}: test_examples={self.test_examples}: should be 1 to {MOST_TEST_EXAMPLES}"
            )
        if self.class_names and len(self.class_names) != self.classes:
            raise ConfigError(
                f"{self.title}: class_names has {len(self.class_names)} names for {self.classes} classes; "
                "give one name a class, or none"
            )

    @property
    def inputs(self) -> int:
        """Numbers of one flattened example, the product of `shape`."""
        return math.prod(self.shape)

    @property
    def outputs(self) -> int:
        """Logits of one example: one a class.

        Raises:
            ConfigError: the task is no classification, which our models cannot do.
        """
        if self.classes is None:
            raise ConfigError(
                f"{self.title} is no classification: it has no classes for the logits of a model"
            )
        return self.classes
