"""The results folder: what people and other programs read; Jinja2 lives here."""

from dropout_lab.report.check import check_folder, check_index, read_report
from dropout_lab.report.index import write_index
from dropout_lab.report.write import write_results

__all__ = ["check_folder", "check_index", "read_report", "write_index", "write_results"]
