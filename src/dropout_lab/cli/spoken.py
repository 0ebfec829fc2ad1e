"""The language of what a verb says of results; help, plans and refusals are in English, and so is JSON."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # it comes with pandas
    from dropout_lab.language import Words


class Language(StrEnum):
    """A language of the reports."""

    EN = "en"
    ZH = "zh"

    @property
    def words(self) -> "Words":
        """Its catalogue."""
        from dropout_lab.language import Words

        return Words(self.value)


VARIABLE = "DROPOUT_LAB_LANGUAGE"
"""Names the language of all that is said of results in a shell."""

LanguageOption = Annotated[
    Language, typer.Option("--language", envvar=VARIABLE, help="Of answer, tables, notes and PDF.")
]
