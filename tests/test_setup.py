"""`scripts/setup.sh` installs by uv or by pip, from the indexes that the user has set up for pip."""

import base64
import hashlib
import inspect
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.uv_as_pip import check_version, settings, variables, words
from tests.over import over

ROOT = Path(__file__).parents[1]

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "ours"
version = "1"
"""

BACKEND = """
import base64, hashlib, zipfile
from pathlib import Path

{wheel}
def build_editable(folder, *_):
    return wheel(Path(folder), "ours").name
"""

UV = """#!/bin/sh
[ "$1" != --version ] || {{ echo "uv 0.9.0"; exit; }}
echo "$UV_FIND_LINKS $*" >> {calls}
{does}
"""
"""Stands where uv would: says what it was told, then does something."""

WORKS = "sleep 2; exec .venv/bin/python -m pip install --no-deps -r requirements.lock"
FAILS = "echo 'error: no way' >&2; exit 2"


def wheel(folder: Path, name: str) -> Path:
    """Write the smallest wheel of a name, version 1."""
    files = {
        f"{name}.py": b"",
        f"{name}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n".encode(),
        f"{name}-1.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text).digest()).decode().rstrip('=')},{len(text)}\n"
        for path, text in files.items()
    )
    path = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        for inside, text in {**files, f"{name}-1.dist-info/RECORD": record.encode()}.items():
            packed.writestr(inside, text)
    return path


@over(
    ("lines", "found"),
    [
        ([], {}),
        (["global.index-url='https://a/simple'"], {"index-url": "https://a/simple"}),
        (["global.index-url='https://a'", "install.index-url='https://b'"], {"index-url": "https://b"}),
        ([":env:.index-url='https://c'", "install.index-url='https://b'"], {"index-url": "https://c"}),
        (["download.index-url='https://a'", "install.index-url=''"], {}),
    ],
)
def test_what_pip_goes_by_is_read_in_its_own_order(lines, found):
    """The shell comes before the section of the command, that before the global one; no other verb's."""
    assert settings(lines) == found


@over(
    ("pip", "told"),
    [
        ({"index-url": "https://user:secret@a/simple"}, {"UV_DEFAULT_INDEX": "https://user:secret@a/simple"}),
        ({"extra-index-url": "https://b\nhttps://c"}, {"UV_INDEX": "https://b https://c"}),
        ({"find-links": "\n/\nhttps://d /nowhere"}, {"UV_FIND_LINKS": "/,https://d"}),
        ({"extra-index-url": "file:///nowhere/simple"}, {}),
        ({"trusted-host": "a:8080 b"}, {"UV_INSECURE_HOST": "a:8080 b"}),
        ({"cert": "/x.pem", "client-cert": "/y"}, {"SSL_CERT_FILE": "/x.pem", "SSL_CLIENT_CERT": "/y"}),
        ({"proxy": "http://p:3128"}, {"ALL_PROXY": "http://p:3128"}),
        ({"disable-pip-version-check": "1"}, {}),
    ],
    ids=lambda value: " ".join(value),
)
def test_each_setting_of_pip_about_indexes_reaches_uv(pip, told):
    """By the variable that means the same; a folder that is not there is left out, as pip leaves it."""
    assert variables(pip, {}) == {**told, "UV_INDEX_STRATEGY": "unsafe-best-match"}


def test_what_the_user_says_to_uv_itself_stays():
    """A variable of uv's own is no accident; the rest of the shell stays too."""
    own = {"UV_DEFAULT_INDEX": "https://mine", "HOME": "/home/me"}
    assert variables({"index-url": "https://a"}, own).items() >= own.items()


def test_the_certificates_of_the_shell_are_those_of_pip():
    """The bundle of the library requests, which uv does not read by itself."""
    assert variables({}, {"REQUESTS_CA_BUNDLE": "/x.pem"})["SSL_CERT_FILE"] == "/x.pem"
    assert variables({"cert": "/y.pem"}, {"CURL_CA_BUNDLE": "/x.pem"})["SSL_CERT_FILE"] == "/y.pem"


@pytest.mark.parametrize("key", ["keyring-provider", "only-binary"])
def test_a_setting_that_uv_has_nothing_for_leaves_the_work_to_pip(key):
    """What is installed never depends on whether uv is there."""
    with pytest.raises(ValueError, match=f"pip's setting {key} has no like in uv"):
        variables({key: "subprocess"}, {})


@pytest.mark.parametrize("said", ["uv 0.4.30 (61ed2a236)", "uv 0.1", "", "what?"])
def test_a_uv_that_does_not_know_the_variables_is_refused(said):
    """It would ask the public index in place of the user's own."""
    with pytest.raises(ValueError, match=r"older than uv 0\.5"):
        check_version(said)


@pytest.mark.parametrize(("no_index", "said"), [("yes", ["--no-index"]), ("0", []), ("", [])])
def test_an_index_that_pip_may_not_ask_is_not_asked_by_uv(no_index, said):
    """Uv has no variable for it."""
    assert words({"no-index": no_index}) == said


@pytest.fixture
def clone(tmp_path):
    """The smallest project with our set-up: two locked packages, which only pip's settings lead to."""
    folder, shelf = tmp_path / "clone", tmp_path / "shelf"
    (folder / "scripts").mkdir(parents=True)
    shelf.mkdir()
    for name in ("setup.sh", "uv_as_pip.py"):
        shutil.copy(ROOT / "scripts" / name, folder / "scripts")
    lock = ""
    for name in ("setuptools", "tiny"):
        digest = hashlib.sha256(wheel(shelf, name).read_bytes()).hexdigest()
        lock += f"{name}==1 \\\n    --hash=sha256:{digest}\n"
    (folder / "requirements.lock").write_text(lock)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "backend.py").write_text(BACKEND.format(wheel=inspect.getsource(wheel)))
    return folder


def set_up(clone: Path, programs: Path) -> str:
    """Run the set-up with some programs first on the path; return what it says."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_"))}
    pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": f"{clone.parent / 'shelf'}", "PIP_CONFIG_FILE": os.devnull}
    environ = {
        **own,
        **pip,
        "SETUP_INTERVAL": "1",
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHON": sys.executable,
    }
    done = subprocess.run(
        ["sh", "scripts/setup.sh"], cwd=clone, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr + (clone / ".venv/setup.log").read_text()
    subprocess.run([clone / ".venv/bin/python", "-c", "import tiny, ours"], check=True)
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("works", [True, False])
def test_uv_installs_where_it_is_and_pip_where_it_fails(clone, works):
    """The one is told where pip would look; the other starts over in a fresh environment, and says so.

    Whoever installs, no interval passes in silence.
    """
    programs, calls = clone.parent / "bin", clone.parent / "calls"
    programs.mkdir()
    (programs / "uv").write_text(UV.format(calls=calls, does=WORKS if works else FAILS))
    (programs / "uv").chmod(0o755)
    said = set_up(clone, programs)
    assert ("setup: uv did not do it (error: no way); pip starts over" in said) == (not works)
    assert not works or re.search(
        r"^setup: packages, by uv, 1 s, \d+ MB in \.venv \.\.\.$", said, re.MULTILINE
    )
    told = calls.read_text().splitlines()
    assert all(line.startswith(f"{clone.parent / 'shelf'} pip install --python ") for line in told)
    assert all("--require-hashes" in line and "--no-index" in line for line in told)
    assert len(told) == (2 if works else 1)
    assert "nothing to do" in set_up(clone, programs)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("uv") is None, reason="no uv on the PATH")
def test_the_real_uv_installs_from_where_pip_would(clone):
    """Its variables mean what they are taken for."""
    assert "pip starts over" not in set_up(clone, clone.parent)
