"""Pictures that speak of accuracies, in % and pp: whether an experiment asks about one."""

from dropout_lab.evidence import Analysis, row_of


def asks_about_accuracy(analysis: Analysis) -> bool:
    """Whether the primary metric, followed by epoch, is an accuracy of the test set."""
    return row_of(row_of(analysis.experiment.metric).followed).of_errors
