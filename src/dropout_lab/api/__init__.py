"""The same from Python: `dropout_lab.run`, `results`, `compare` and `judge`, each loaded when first used."""
