"""The laws that every dropout keeps, or says that it breaks: on ours by the tests, on anybody's by hand."""

from dropout_lab.laws.found import Found, Outcome, Ruling
from dropout_lab.laws.subject import Subject, subject_of
from dropout_lab.laws.table import LAWS, ruling, rulings

__all__ = ["LAWS", "Found", "Outcome", "Ruling", "Subject", "ruling", "rulings", "subject_of"]
