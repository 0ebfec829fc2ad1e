"""The results folder: what people and other programs read; Jinja2 lives here."""

from dropout_lab.report.write import write_results

__all__ = ["write_results"]
