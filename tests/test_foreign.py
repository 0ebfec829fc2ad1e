"""The doors for what comes from elsewhere: no name and no link decides where we write; no text acts."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.errors import ConfigError, ResultsError
from dropout_lab.experiment import Experiment
from dropout_lab.files import create, write_whole
from dropout_lab.foreign import (
    for_spreadsheet,
    from_spreadsheet,
    path_inside,
    refuse_to_overwrite,
    visible,
    visible_json,
)
from tests.evidence.synthetic import make_experiment
from tests.letters import ANY
from tests.over import over
from tests.text_that_acts import PIECES, acting


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a/b/c", "", ".."])
def test_a_name_that_leads_out_of_a_folder_is_refused(tmp_path, name):
    """Neither above the folder, nor deeper than a folder of it, nor anywhere on the disk."""
    with pytest.raises(ResultsError, match="leads out of the folder"):
        path_inside(tmp_path, name)


@pytest.mark.parametrize("link", ["tables", "tables/a.md", "README.md"])
def test_nothing_is_written_where_a_link_leads(tmp_path, link):
    """Neither a file nor a folder between may be one; what it leads to stays, whether it is there or not."""
    folder, victim = tmp_path / "folder", tmp_path / "victim"
    (folder / link).parent.mkdir(parents=True)
    victim.mkdir()
    (victim / "a.md").write_text("theirs")
    (folder / link).symlink_to(victim if link == "tables" else victim / "a.md")
    with pytest.raises(ResultsError, match=f"{link}: is a link to .*victim"):
        write_whole(folder, {"tables/a.md": b"ours", "README.md": b"ours"})
    assert [file.read_text() for file in victim.iterdir()] == ["theirs"]
    assert sorted(path.name for path in folder.iterdir()) == [link.partition("/")[0]]


@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_a_new_file_is_never_made_through_a_link(tmp_path, target):
    """Nor is one that is there written into: a clone may carry a link of any name."""
    (tmp_path / "there").write_text("theirs")
    (tmp_path / "side").symlink_to(tmp_path / target)
    with pytest.raises(FileExistsError):
        create(tmp_path / "side", b"ours")
    assert (tmp_path / "there").read_text() == "theirs"
    assert not (tmp_path / "nowhere").exists()


def test_what_is_read_is_never_written_over_whosever_it_is(tmp_path):
    """By whatever name it was given: the file counts, not its path."""
    (tmp_path / "comparisons.csv").write_text("a")
    os.link(tmp_path / "comparisons.csv", tmp_path / "input.csv")
    with pytest.raises(ResultsError, match=r"comparisons\.csv: is what was read"):
        refuse_to_overwrite(tmp_path, ["comparisons.csv"], lambda _: True, [tmp_path / "input.csv"])


@over("name", ["index.html", "README.md", "readme.MD", "local", "logs", "store.sqlite"])
def test_an_experiment_has_no_name_that_stands_in_results_already(name):
    """Its folder would be in the way of every later index, log or store."""
    with pytest.raises(ConfigError, match=f"name={name}: is the name of a file or folder in results/"):
        Experiment.parse({**make_experiment().model_dump(), "name": name})


@given(st.text(ANY), st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Lo"])))
def test_text_to_show_acts_on_nothing_and_stays_as_it_is_shown(anything, mostly_acting):
    """Joiners alone stay, between letters that they join; what was made visible once is not changed again."""
    shown = visible(anything + mostly_acting)
    assert [letter for letter in acting(shown) if letter not in ("'\\u200c'", "'\\u200d'")] == []
    assert "\n" not in shown
    assert visible(shown) == shown


def test_letters_that_people_write_are_shown_as_they_are():
    """Joined Arabic letters and emoji, too; a joiner between Latin letters deceives."""
    for text in ("می‌خواهم", "क्‍ष", "👩‍🔬 ❤️", "日本語　é", "résumé"):
        assert visible(text) == text
    assert visible("drop\u200dout") == "drop\\u200dout"


@given(st.text(ANY) | st.sampled_from(PIECES))
def test_a_cell_for_spreadsheets_is_no_formula_and_reads_back(text):
    """What a spreadsheet would compute stands behind an apostrophe; a number is none."""
    cell = for_spreadsheet(text)
    assert from_spreadsheet(cell) == visible(text)
    if cell.lstrip()[:1] in tuple("=+-@＝＋－＠"):
        float(cell)


@over("number", ["-0.5", "+3", "1e-3", "-1.5E+10", ".5", "-7"])
def test_a_number_stays_a_number_for_spreadsheets(number):
    """With its sign."""
    assert for_spreadsheet(number) == number


@given(st.text(ANY) | st.sampled_from(PIECES))
def test_json_for_a_terminal_has_the_same_value(text):
    """Letters that act are escaped as JSON knows it."""
    written = visible_json(json.dumps({text: [text]}, ensure_ascii=False, indent=1))
    assert json.loads(written) == {text: [text]}
    assert [letter for letter in acting(written) if letter not in ("'\\u200c'", "'\\u200d'")] == []
