"""The laws that every dropout keeps, or says that it breaks: on ours by the tests, on anybody's by hand."""

from dropout_lab.laws.found import Found, Outcome, Ruling
from dropout_lab.laws.subject import Subject, subject_of
from dropout_lab.laws.table import COMPILED, LAWS, ruling, rulings
from dropout_lab.laws.template import new_layer
from dropout_lab.laws.trial import try_methods

__all__ = [
    "COMPILED",
    "LAWS",
    "Found",
    "Outcome",
    "Ruling",
    "Subject",
    "new_layer",
    "ruling",
    "rulings",
    "subject_of",
    "try_methods",
]
