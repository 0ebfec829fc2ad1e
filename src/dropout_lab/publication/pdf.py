"""A page on paper: a browser of this machine prints it, by the page's own sheet for print."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from dropout_lab.errors import ConfigError, ResultsError
from dropout_lab.files import write_whole

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)  # fmt: skip
"""Programs that print a page without showing it; the first that is here does."""

SECONDS = 300.0
"""A page takes a few, a hundred comparisons on a busy machine two minutes; longer, a browser hangs."""


def find_browser(pdf: Path) -> str:
    """Return the program that prints; ask before any other work.

    Args:
        pdf: where the print will go.

    Raises:
        ConfigError: no such browser is here, or the name does not end in .pdf.
    """
    if pdf.suffix.lower() != ".pdf":
        raise ConfigError(f"--pdf {pdf}: should be a file whose name ends in .pdf")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise ConfigError("--pdf: no Chromium here to print with; install chromium, Google Chrome or Edge")
    return found


def print_page(page: Path, pdf: Path, browser: str, language: str = "en") -> None:
    """Print a page of ours to a PDF file, which takes its place whole or not at all.

    Args:
        page: such as ``results/tutorial_claim/report.html``.
        pdf: where it goes; an earlier print there is replaced.
        browser: from `find_browser`.
        language: of the print: ``en`` or ``zh``, whatever the browser's own is.

    Raises:
        ResultsError: nothing was printed, or the file cannot be written.
    """
    with TemporaryDirectory(prefix="dropout-lab-") as place:
        printed = Path(place) / "page.pdf"
        words = [browser, "--headless", "--disable-gpu", "--no-first-run", f"--user-data-dir={place}/profile"]
        words += ["--no-sandbox"] if os.geteuid() == 0 else []  # a sandbox refuses root; the page is ours
        words += ["--no-pdf-header-footer", f"--print-to-pdf={printed}"]
        words += [f"{page.resolve().as_uri()}?language={language}"]
        try:
            said = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False).stderr
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ResultsError(f"--pdf: {browser} did not print ({error})") from None
        if not printed.is_file():
            last = (said.strip().splitlines() or ["it said nothing"])[-1]
            raise ResultsError(f"--pdf: {browser} did not print ({last})")
        try:
            write_whole(pdf.parent, {pdf.name: printed.read_bytes()})
        except OSError as error:
            raise ResultsError(f"{pdf}: cannot be written ({error.strerror or error})") from None
