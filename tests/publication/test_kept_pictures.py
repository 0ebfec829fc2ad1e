"""Pictures are drawn once: kept by all that they follow from, and never trusted when that is another."""

import os
from functools import cache

import pytest

from dropout_lab.evidence import analyse
from dropout_lab.figures import Caption, Pictures
from dropout_lab.publication import kept_pictures
from dropout_lab.publication.kept_pictures import VARIABLE, pictures_of
from dropout_lab.results_folder import estimate_files, run_files
from tests.evidence.synthetic import make_experiment, make_records


@pytest.fixture(autouse=True)
def drawn(monkeypatch, tmp_path):
    """An empty cache; who draws is counted, and draws the number of the drawing."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("DROPOUT_LAB_CACHE", str(tmp_path / "cache"))
    times = []

    def draw(analysis):
        times.append(analysis)
        number = str(len(times))
        return Pictures(
            {"figures/x.png": number.encode()},
            {"en": {"x": Caption(number, "", "")}},
            {"en": {"x": f"<svg>{number}"}},
        )

    monkeypatch.setattr(kept_pictures, "draw_pictures", draw)
    return times


@cache
def with_tables(seeds, words):
    """An analysis and its tables, made once for all tests."""
    experiment = make_experiment(planned=3).model_copy(update=dict(words))
    analysis = analyse(experiment, make_records(experiment, range(seeds)), range(seeds))
    return analysis, run_files(analysis) | estimate_files(analysis)


def asked(seeds=3, **words):
    return pictures_of(*with_tables(seeds, tuple(words.items())))


def kept(tmp_path):
    return sorted((tmp_path / "cache" / "pictures").iterdir())


def test_the_same_is_drawn_once(drawn, tmp_path):
    """A second time all comes from the cache, as it was drawn."""
    first = asked()
    assert asked() == first
    assert len(drawn) == len(kept(tmp_path)) == 1


@pytest.mark.parametrize("change", ["runs", "words", "code", "tools"])
def test_whatever_decides_a_byte_decides_what_is_taken(drawn, monkeypatch, change):
    """Other runs, other words of the question, other code of ours, other libraries or fonts: drawn anew."""
    asked()
    other = {"runs": {"seeds": 2}, "words": {"question": "Does it?"}}.get(change, {})
    if not other:
        changed = {"code": "_code_digest", "tools": "drawn_with"}[change]
        monkeypatch.setattr(kept_pictures, changed, lambda: "another")
    assert asked(**other).captions["en"]["x"].title == "2"
    assert len(drawn) == 2


def test_a_last_digit_of_a_run_is_another_picture(drawn):
    """The tables are taken byte by byte."""
    analysis, tables = with_tables(3, ())
    pictures_of(analysis, tables)
    cut = {
        name: content[:-2] + b"9\n" if name == "curves.csv" else content for name, content in tables.items()
    }
    pictures_of(analysis, cut)
    assert len(drawn) == 2


@pytest.mark.parametrize("damage", ["bit", "cut", "empty", "folder"])
def test_damage_is_drawn_over(drawn, tmp_path, damage):
    """What is not as it was kept is not used, and healed where that can be."""
    asked()
    (path,) = kept(tmp_path)
    content = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        spoilt = {
            "bit": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
            "cut": content[:-1],
            "empty": b"",
        }
        path.write_bytes(spoilt[damage])
    assert asked().captions["en"]["x"].title == "2"
    assert asked().captions["en"]["x"].title == "3" if damage == "folder" else "2"


def test_a_cache_that_cannot_be_written_is_no_trouble(drawn, tmp_path):
    """The pictures are there all the same."""
    (tmp_path / "cache").write_text("in the way")
    assert asked().captions["en"]["x"].title == "1"


def test_whoever_asks_for_it_gets_all_drawn_anew(drawn, tmp_path, monkeypatch):
    """Then nothing is kept either."""
    monkeypatch.setenv(VARIABLE, "1")
    asked()
    asked()
    assert len(drawn) == 2
    assert not (tmp_path / "cache").exists()


def test_what_was_not_used_for_longest_goes_first(tmp_path, monkeypatch):
    """The cache is bounded; what was taken lately stays."""
    asked()
    (first,) = kept(tmp_path)
    asked(seeds=2)
    (second,) = set(kept(tmp_path)) - {first}
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    asked()  # uses the first
    monkeypatch.setattr(kept_pictures, "LARGEST", 2.5 * first.stat().st_size)
    asked(seeds=1)
    assert first in kept(tmp_path)
    assert second not in kept(tmp_path)
