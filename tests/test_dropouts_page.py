"""docs/dropouts.md and its pictures follow from docstrings, YAML files and masks."""

import re
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from dropout_lab.dropout import LAYERS, OverDepth
from dropout_lab.training.named import refusal
from scripts import dropouts_page
from scripts.dropouts_page import CELL, PAGE, PICTURES
from tests.over import over

NAMES = [name for name in LAYERS.names() if name != "none"]


def test_the_page_is_what_would_be_written():
    """Whoever changes a docstring, a parameter or a Keras layer writes the page anew."""
    assert PAGE.read_text(encoding="utf-8") == dropouts_page.page(), (
        "write it anew: .venv/bin/python -m scripts.dropouts_page"
    )


def test_the_head_names_every_shape_and_who_is_no_layer():
    """What the page promises of all dropouts is true of all, or says of whom not."""
    head = PAGE.read_text(encoding="utf-8").partition("\n## Units")[0]
    assert all(f"`{shape}`" in head for shape in get_args(OverDepth.model_fields["shape"].annotation))
    assert all(f"`{name}`" in head for name in NAMES if refusal(LAYERS.get(name)))
    assert "\n\n## In your own Keras model\n" in head


def test_each_dropout_has_a_small_picture():
    """And no picture is of one that is no more."""
    assert {path.stem for path in PICTURES.iterdir()} == set(NAMES)
    assert max(path.stat().st_size for path in PICTURES.iterdir()) < 6_000


@over("name", NAMES)
def test_a_picture_shows_the_masks(name):
    """Cell by cell, but for the last digit of a number: files need not be equal byte by byte."""
    kept = np.asarray(Image.open(PICTURES / f"{name}.png"))
    drawn = dropouts_page.picture(name)
    assert kept.shape == (drawn.shape[0] * CELL, drawn.shape[1] * CELL)
    assert np.abs(kept[::CELL, ::CELL].astype(int) - drawn).max() <= 1


@pytest.mark.parametrize(
    ("name", "shared"),
    [("standard", ""), ("shared_mask", "rows"), ("weight_drop", "rows"), ("drop_path", "units")],
)
def test_who_shares_noise_is_seen(name, shared):
    """Columns where a batch shares its noise, rows where an example does."""
    drawn = dropouts_page.picture(name)
    assert (drawn == drawn[:1]).all() is np.bool_(shared == "rows")
    assert (drawn == drawn[:, :1]).all() is np.bool_(shared == "units")


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saves so
@pytest.mark.slow
def test_its_example_runs(tmp_path, monkeypatch):
    """The Keras model of the page is trained, saved and loaded."""
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(code, str(PAGE), "exec"), {})
