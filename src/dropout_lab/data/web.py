"""Routes over the web: folders of gzip files, and arrays in one file."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from dropout_lab.data.cache import unzip
from dropout_lab.data.idx import Parts, encode
from dropout_lab.data.routes import NoRoute, bar
from dropout_lab.datasets import DatasetFacts
from dropout_lab.datasets.origins import IdxFiles, WebArrays, WebFolder

TIMEOUT = (4, 30)
"""Seconds to connect and to wait for the next bytes: a locked-down network fails in seconds."""


def download(url: str, path: Path, progress: bool) -> None:
    """Download a file.

    Raises:
        NoRoute: the address does not answer, or not with the file.
    """
    # pooch brings requests, which only a download needs
    import pooch
    import requests

    name = url.rpartition("/")[2]
    with bar(name, 1, progress) as shown:  # an empty bar would count as false, and pooch asks
        fetch = pooch.HTTPDownloader(progressbar=shown, timeout=TIMEOUT)
        try:
            fetch(url, str(path), None)
        except requests.exceptions.Timeout:
            raise NoRoute("no answer in time") from None
        except requests.exceptions.HTTPError as error:
            raise NoRoute(str(error)[:60].partition(" for url")[0]) from None
        except requests.exceptions.ProxyError:
            raise NoRoute("the proxy refuses") from None
        except requests.exceptions.RequestException:
            raise NoRoute("cannot connect") from None


def arrays_file(
    route: WebArrays, facts: DatasetFacts, origin: IdxFiles, workspace: Path, progress: bool
) -> dict[str, bytes]:
    """Bring the four arrays of one ``.npz`` as the raw files, by name.

    Raises:
        NoRoute: no answer, or an answer that is not the file.
    """
    path = workspace / "arrays.npz"
    download(route.url, path, progress)
    return arrays_of(path, facts, origin)


def arrays_of(path: Path, facts: DatasetFacts, origin: IdxFiles) -> dict[str, bytes]:
    """Read the four arrays of one ``.npz`` as the raw files, by name.

    Raises:
        NoRoute: it is another file.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            whole = Parts(
                train_examples=arrays["x_train"].reshape(-1, facts.inputs),
                train_labels=arrays["y_train"],
                test_examples=arrays["x_test"].reshape(-1, facts.inputs),
                test_labels=arrays["y_test"],
            )
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile):
        raise NoRoute("something else than the four arrays") from None
    return encode(whole, facts, origin)


def gzipped_files(route: WebFolder, origin: IdxFiles, workspace: Path, progress: bool) -> dict[str, bytes]:
    """Bring the raw files, one gzip each, from one folder of the web, by name.

    Raises:
        NoRoute: no answer, or an answer that is no gzip file.
    """
    found: dict[str, bytes] = {}
    for name in origin.sha256:
        path = workspace / f"{name}.gz"
        download(f"{route.url}/{name}.gz", path, progress)
        try:
            found[name] = unzip(path)
        except (OSError, EOFError, zlib.error):
            raise NoRoute(f"answered with something else than {name}.gz") from None
    return found
