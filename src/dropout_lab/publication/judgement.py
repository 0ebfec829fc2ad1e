"""The judgement of a stranger's table -> a small folder of a page, its tables and its verdict."""

from pathlib import Path

from dropout_lab.errors import ResultsError
from dropout_lab.files import write_whole
from dropout_lab.judging import Judgement
from dropout_lab.report import JUDGEMENT_MARK, judgement_page, judgement_readme
from dropout_lab.results_folder import RANKS, judgement_files


def write_judgement(folder: Path, judgement: Judgement, source: str) -> None:
    """Write the folder of a judgement; other files in it stay.

    Args:
        folder: made where it is not.
        judgement: what was found.
        source: name of the table, for the reader.

    Raises:
        ResultsError: it cannot be written, or has a README.md that is not from `dropout-lab judge`.
    """
    files = judgement_files(judgement.frame, judgement.judged, judgement.ranks, judgement.dialects)
    page = judgement_page(judgement, source, ["README.md", *files])
    readme_text = judgement_readme(judgement, source, list(files))
    files |= {"report.html": page.encode(), "README.md": readme_text.encode()}
    readme = folder / "README.md"
    try:
        is_ours = readme.exists()
        if is_ours and not readme.read_bytes().startswith(JUDGEMENT_MARK.encode()):
            raise ResultsError(f"{readme}: is not from dropout-lab judge; choose another folder")
        write_whole(folder, files)
        if is_ours and RANKS not in files:  # of an earlier question
            (folder / RANKS).unlink(missing_ok=True)
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written ({error.strerror or error})") from None
