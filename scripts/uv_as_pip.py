"""Run uv on the package indexes that its user has set up for pip: `python scripts/uv_as_pip.py WORDS`.

uv reads none of pip's files and variables. Here each of pip's settings that says where packages come from is
handed to it, most by a variable that means the same, since an address may hold a password and a command line
is read by everybody; a setting that uv has nothing for leaves the work to pip.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

OLDEST = (0, 5)
"""The first version that knows every variable of `HANDED_OVER`."""

SECTIONS = ("global", "install", ":env:")
"""Where `pip install` finds a setting; a later one wins."""

HANDED_OVER = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
}
"""A setting of pip -> the variable by which uv is told."""

PLACES = {"index-url": " ", "extra-index-url": " ", "find-links": ","}
"""Settings of addresses and folders, which pip parts by blanks or lines, and what uv parts them by."""

OF_PIP_ALONE = ("keyring-provider", "no-binary", "only-binary")
"""Settings that decide which file is installed, or who may fetch it, by rules that uv does not share."""


def settings(lines: Iterable[str]) -> dict[str, str]:
    """Return what pip goes by, from the lines of `pip config list`.

    >>> settings(["global.index-url='https://a.example/simple'", ":env:.index-url='https://b.example/simple'"])
    {'index-url': 'https://b.example/simple'}
    """
    found: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in lines:
        name, _, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if section in found:
            found[section][key] = str(ast.literal_eval(value))
    return {key: value for section in SECTIONS for key, value in found[section].items() if value}


def variables(pip: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which uv fetches what pip would.

    Args:
        pip: settings of pip.
        environ: the user's own variables: those of uv among them stay.

    Raises:
        ValueError: a setting that uv has nothing for.

    >>> variables({"find-links": "https://a /nowhere https://b"}, {})["UV_FIND_LINKS"]
    'https://a,https://b'
    """
    if alone := [key for key in OF_PIP_ALONE if key in pip]:
        raise ValueError(f"pip's setting {alone[0]} has no like in uv")
    told = {
        variable: PLACES.get(key, " ").join(filter(partial(_may_be, key), pip[key].split()))
        for key, variable in HANDED_OVER.items()
        if key in pip
    }
    told = {variable: value for variable, value in told.items() if value}
    if bundle := environ.get("REQUESTS_CA_BUNDLE") or environ.get("CURL_CA_BUNDLE"):
        told.setdefault("SSL_CERT_FILE", bundle)  # pip's library of requests reads them
    # As pip does: every index is asked for the one version of the lock, whose hash says which file is right.
    told["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {**told, **environ}


def words(pip: Mapping[str, str]) -> list[str]:
    """Return the words of the command line for what uv has no variable for.

    >>> words({"no-index": "yes"}), words({"no-index": "false"})
    (['--no-index'], [])
    """
    return ["--no-index"] * (pip.get("no-index", "").lower() in ("1", "true", "t", "yes", "y", "on"))


def _may_be(key: str, place: str) -> bool:
    """Whether a place is elsewhere or here; one of this machine that is missing only makes pip warn."""
    local = place.removeprefix("file://")
    return key not in PLACES or "://" in local or Path(local).exists()


def check_version(said: str) -> None:
    """Refuse a uv that does not know the variables.

    Raises:
        ValueError: with the version.

    >>> check_version("uv 0.5.1 (Homebrew 2024-11-08)")
    """
    found = re.match(r"uv (\d+)\.(\d+)", said)
    if found is None or tuple(map(int, found.groups())) < OLDEST:
        raise ValueError(f"{said.strip() or 'no version'} is older than uv {'.'.join(map(str, OLDEST))}")


def main() -> None:
    """Become uv."""
    try:
        check_version(_said("uv", "--version"))
        pip = settings(_said(sys.executable, "-m", "pip", "config", "list").splitlines())
        os.execvpe("uv", ["uv", *sys.argv[1:], *words(pip)], variables(pip, os.environ))
    except (ValueError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(str(error))


def _said(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
