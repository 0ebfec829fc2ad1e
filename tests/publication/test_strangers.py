"""Folders and stores of somebody else decide neither where a report is written nor what it takes away."""

import json
import shutil

import pytest

from dropout_lab.errors import ResultsError
from dropout_lab.publication import remake_folder, write_campaign, write_index, write_results
from dropout_lab.publication.names import may_hold
from dropout_lab.results_folder import PUBLISHED, read_provenance, results_folders
from tests.e2e.undrawn import leave_out_pages, leave_out_pictures
from tests.publication.test_check import GIVEN, four_seeds
from tests.results_folder.older import older

pytestmark = pytest.mark.usefixtures("unwritten")


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory):
    """A results folder as a stranger hands it over, but for its pictures, page and README."""
    folder = tmp_path_factory.mktemp("stranger") / "theirs"
    with pytest.MonkeyPatch.context() as patch:
        leave_out_pictures(patch.setattr)
        leave_out_pages(patch.setattr)
        write_results(folder, four_seeds(), GIVEN)
    return folder


@pytest.fixture
def folder(handed_over, tmp_path, monkeypatch):
    """A copy of it beside a folder of the user's, in a place without results of ours."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(handed_over, tmp_path / "theirs")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("mine")
    return tmp_path / "theirs"


def lists(folder, *names):
    """Let the folder say that these files are its own, too."""
    path = older(folder) / "provenance.json"
    known = json.loads(path.read_text())
    known["files"] += names
    path.write_text(json.dumps(known))


def test_what_a_folder_says_is_its_own_is_not_taken_away(folder):
    """Only files that a report of ours can have are; a name of another kind is nobody's word."""
    names = ("figures/thesis.tex", "thesis.tex", "../mine/thesis.tex", "notes/x.csv")
    lists(folder, *names)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("mine")
    remake_folder(folder)
    assert [name for name in names if not (folder / name).is_file()] == []
    assert {(folder / name).read_text() for name in names} == {"mine"}


@pytest.mark.parametrize("part", ["figures", "tables"])
def test_a_part_that_leads_elsewhere_is_refused(folder, part):
    """Nothing is written or deleted there, nor in the folder itself."""
    if (folder / part).exists():
        (folder / part).rename(folder.parent / "away")
    (folder / part).symlink_to(folder.parent / "mine")
    lists(folder, f"{part}/thesis.tex", f"{part}/old.svg")
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    if part == "figures":  # undrawn reports have none: one of an earlier report is to be taken away
        lists(folder, "figures/forest.svg")
        (folder.parent / "mine" / "forest.svg").write_text("mine")
        before[folder / "provenance.json"] = (folder / "provenance.json").read_bytes()
    with pytest.raises(ResultsError, match=f"{part}: is a link to .*mine, and is not followed"):
        remake_folder(folder)
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert {file.read_text() for file in (folder.parent / "mine").iterdir()} == {"mine"}


def test_a_folder_that_is_a_link_is_refused(folder):
    """results/local/NAME in a clone may lead anywhere."""
    (folder.parent / "named").symlink_to(folder.parent / "mine")
    with pytest.raises(ResultsError, match="named: is a link to"):
        write_results(folder.parent / "named", four_seeds(), GIVEN)
    assert [file.name for file in (folder.parent / "mine").iterdir()] == ["thesis.tex"]


def test_a_file_of_somebody_else_is_not_written_over(tmp_path):
    """A folder of the user's has a README.md of its own; a file that a report never listed is theirs, too."""
    place = tmp_path / "x"
    place.mkdir()
    (place / "README.md").write_text("# mine\n")
    with pytest.raises(ResultsError, match=r"x/README\.md: is not from dropout-lab"):
        write_results(place, four_seeds(), GIVEN)
    assert [(file.name, file.read_text()) for file in place.iterdir()] == [("README.md", "# mine\n")]


def test_a_report_that_was_cut_off_is_written_anew(folder):
    """Its provenance takes its place first and says which files are ours; a torn one is ours as well."""
    for name in ("README.md", "report.html", "summary.csv"):
        (folder / name).unlink()
    write_results(folder, four_seeds(), GIVEN)
    (folder / "provenance.json").write_text("{")
    write_results(folder, four_seeds(), GIVEN)
    assert (folder / "README.md").is_file()


def test_every_file_of_the_published_folders_is_on_the_list_of_what_a_folder_may_hold():
    """A kind of file that the list lacked would never be taken away, and no longer checked for."""
    names = {name for folder in results_folders(PUBLISHED) for name in read_provenance(folder)["files"]}
    assert names
    assert [name for name in sorted(names) if not may_hold(name)] == []


def test_an_index_page_of_somebody_else_stays(tmp_path):
    """It is said, and nothing is written."""
    (tmp_path / "index.html").write_text("<title>mine</title>")
    with pytest.raises(ResultsError, match=r"index\.html: is not from dropout-lab"):
        write_index(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["index.html"]


def test_an_index_that_cannot_be_written_hides_no_result(folder):
    """The folder is written, and what the index lacks is told."""
    (folder.parent / "README.md").write_text("<!-- dropout-lab index -->\n")
    (folder.parent / "index.html").mkdir()
    written = remake_folder(folder)
    assert "index" in written.index_trouble
    assert written.page.is_file()


@pytest.mark.parametrize("name", ["../../../x", "/elsewhere/x", "other"])
def test_a_campaigns_name_that_is_not_its_experiments_is_refused(tmp_path, monkeypatch, name):
    """The name of a row is no path: it is that of the experiment in it, or nothing is written."""
    from dropout_lab.publication import publish

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(publish, "analyse_stored", lambda *_words, **_more: (four_seeds(), None))
    with pytest.raises(ResultsError, match="no store of ours says so"):
        write_campaign(tmp_path / "store.sqlite", name)
    assert list(tmp_path.iterdir()) == []
