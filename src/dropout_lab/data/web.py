"""Routes over the web: the mirrors that Keras, PyTorch and Zalando keep."""

import zipfile
from functools import partial
from pathlib import Path

import numpy as np

from dropout_lab.data.cache import unzip
from dropout_lab.data.idx import PIXELS, SHA256, Parts, files
from dropout_lab.data.routes import NoRoute, Route, bar

TIMEOUT = (4, 30)
"""Seconds to connect and to wait for the next bytes: a locked-down network fails in seconds."""

KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
PYTORCH = "https://ossci-datasets.s3.amazonaws.com/mnist"
ZALANDO = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"


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


def keras_npz(url: str, workspace: Path, progress: bool) -> dict[str, bytes]:
    """Bring the four arrays that Keras keeps in one ``.npz``."""
    path = workspace / "arrays.npz"
    download(url, path, progress)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            whole = Parts(
                train_images=arrays["x_train"].reshape(-1, PIXELS),
                train_labels=arrays["y_train"],
                test_images=arrays["x_test"].reshape(-1, PIXELS),
                test_labels=arrays["y_test"],
            )
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile):
        raise NoRoute("answered with something else than the file") from None
    return files(whole)


def gzipped_files(base: str, dataset: str, workspace: Path, progress: bool) -> dict[str, bytes]:
    """Bring the four files, one gzip each, from one folder of the web."""
    found: dict[str, bytes] = {}
    for name in SHA256[dataset]:
        path = workspace / f"{name}.gz"
        download(f"{base}/{name}.gz", path, progress)
        try:
            found[name] = unzip(path)
        except (OSError, EOFError):
            raise NoRoute(f"answered with something else than {name}.gz") from None
    return found


WEB = {
    "mnist": (
        Route("web mirror of Keras", partial(keras_npz, f"{KERAS}/mnist.npz")),
        Route("web mirror of PyTorch", partial(gzipped_files, PYTORCH, "mnist")),
    ),
    "fashion_mnist": (
        Route("web mirror of Keras", partial(gzipped_files, KERAS, "fashion_mnist")),
        Route("web mirror of Zalando", partial(gzipped_files, ZALANDO, "fashion_mnist")),
    ),
}
