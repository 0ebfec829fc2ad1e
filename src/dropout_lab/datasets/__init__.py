"""Data sets: the facts of each, in one file a data set, found by the file's name; no array is loaded here."""

from dropout_lab.datasets.base import DatasetFacts, Nouns, PlainKeras
from dropout_lab.datasets.registry import also_in, dataset_names, facts_of

__all__ = ["DatasetFacts", "Nouns", "PlainKeras", "also_in", "dataset_names", "facts_of"]
