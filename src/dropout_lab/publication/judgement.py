"""The judgement of a stranger's table -> a small folder of a page, its tables and its verdict."""

from collections.abc import Sequence
from pathlib import Path

from dropout_lab import __version__
from dropout_lab.errors import ResultsError
from dropout_lab.files import one_writer, write_whole
from dropout_lab.foreign import refuse_to_overwrite
from dropout_lab.judging import Judgement
from dropout_lab.report import JUDGEMENT_MARK, judgement_page, judgement_readme
from dropout_lab.results_folder import JUDGEMENT, RANKS, as_json, judgement_files, with_digests

README, PAGE = "README.md", "report.html"


def write_judgement(folder: Path, judgement: Judgement, source: str, inputs: Sequence[Path] = ()) -> None:
    """Write the folder of a judgement; other files in it stay.

    Args:
        folder: made where it is not.
        judgement: what was found.
        source: name of the table, for the reader.
        inputs: the table's files, which are never written over.

    Raises:
        ResultsError: it cannot be written, or a file in the way is read here or not from `dropout-lab judge`.
    """
    files = judgement_files(judgement.frame, judgement.judged, judgement.ranks, judgement.dialects)
    names = [JUDGEMENT, README, *files, PAGE]
    try:
        with one_writer(folder):
            earlier = _readme_of_ours(folder)  # names the files of its judgement
            ours = {name for name in names if earlier and (name in earlier or name == README)}
            refuse_to_overwrite(folder, names, ours.__contains__, inputs)
            files = {
                README: judgement_readme(judgement, source, list(files)).encode(),
                **files,
                PAGE: judgement_page(judgement, source, [README, *files], files).encode(),
            }
            known = {"dropout_lab": __version__, "source": source, "files": sorted(names)}
            sealed = {JUDGEMENT: as_json(with_digests(known, files, JUDGEMENT)).encode()}
            write_whole(folder, sealed | files)
            if RANKS in earlier and RANKS not in files:  # of an earlier question
                (folder / RANKS).unlink(missing_ok=True)
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written ({error.strerror or error})") from None


def _readme_of_ours(folder: Path) -> str:
    """Read the README.md of an earlier judgement in a folder; empty where there is none of ours."""
    readme = folder / README
    text = readme.read_text(encoding="utf-8", errors="replace") if readme.is_file() else ""
    return text if text.startswith(JUDGEMENT_MARK) else ""
