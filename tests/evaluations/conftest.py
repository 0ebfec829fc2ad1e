"""Keras on TensorFlow with one thread, settled before a test module imports it."""

from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice

load_engine(engine_choice())
