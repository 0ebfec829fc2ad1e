"""`list`: the experiments with their answers, and one choice whole."""

import json

import pytest

from dropout_lab.config_files import experiment_files
from dropout_lab.results_folder import PROVENANCE, with_digests
from dropout_lab.results_folder.encoding import as_json

LEDGER = {"planned": 80, "done": 80, "diverged": 0, "failed": 0, "missing": 0}


@pytest.fixture
def published(folder):
    """A published answer, as far as a list reads it."""
    place = folder / "results" / "tutorial_claim"
    place.mkdir(parents=True)
    experiment = {"question": "Does dropout raise it?"}
    known = {"answer_kind": "no", "word": "No", "sentence": "It is lower.", "answer": "No: -0.10 pp."}
    known |= {"ledger": LEDGER, "experiment": experiment}
    (place / PROVENANCE).write_text(as_json(with_digests(known, {})))
    return place


def test_experiments_are_a_table(lab, published):
    """Name, the published answer's word, size, question; in the order of the index."""
    lines = lab("list", "experiments").out.splitlines()
    assert lines[0].split() == ["name", "answer", "size", "question"]
    (row,) = [line for line in lines if line.startswith("tutorial_claim ")]
    assert row.split(maxsplit=5)[:5] == ["tutorial_claim", "No", "4", "x", "20"]
    assert row.endswith("Does dropout raise the test accuracy of a 784-512-512-10 MLP on MNIST?")
    assert len(lines) == len(experiment_files()) + 3
    assert lines[1].startswith("tutorial_claim")


def test_as_json_the_names_stand_where_they_did(lab, published):
    """Names under `experiments`; what is known of each beside them, its published answer too."""
    said = json.loads(lab("list", "experiments", "--json").out)
    assert said["experiments"] == sorted(experiment_files())
    assert said["facts"]["tutorial_claim"]["answer"] == "No"
    assert said["facts"]["tutorial_claim"]["sentence"] == "It is lower."
    assert said["facts"]["quickstart"] | {"question": ""} == {
        "experiment": "quickstart", "question": "", "answer": "", "size": "2 x 10", "group": "other",
        "answer_kind": None, "word": None, "sentence": None,
    }  # fmt: skip


def test_one_dropout_is_shown_whole(lab):
    """Equation, moments, source, and each key with what it means."""
    said = lab("list", "dropout", "concrete").out
    assert "y = x (1 - z) / (1 - q)" in said
    assert "Source: Gal, Hron and Kendall (2017)" in said
    assert "temperature: 0.1 " in said
    assert "@package" not in said
    assert said.endswith("next: dropout-lab run dropout=concrete dataset=digits seeds=3 --dry-run\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["optimizer", "adam"], "beta_1: 0.9 "),
        (["experiments", "quickstart"], "variants:"),
        (["dropout", "custom"], "next: dropout-lab new layer my_layer"),
    ],
    ids=str,
)
def test_any_choice_is_shown_with_its_file(lab, words, said):
    """The keys of a group's choice, or an experiment's own file."""
    assert said in lab("list", *words).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dropout", "nonsense"], ": dropout-lab list dropout"),
        (["nonsense", "adam"], "; choose "),
        (["claims", "difference"], "; choose "),
    ],
    ids=str,
)
def test_what_is_not_there_is_one_line(refusal, words, said):
    """With the names that there are, or of many the command that lists them."""
    assert said in refusal("list", *words)


def test_a_list_by_another_name_is_told(refusal):
    """Layers are dropouts here."""
    assert refusal("list", "layers") == "list layers: no such list; type dropout-lab list dropout"


def test_status_of_a_fresh_clone_shows_what_is_published(lab, published):
    """It says where each row is from, with its answer, and how the first page is read."""
    said = lab("status").out.splitlines()
    assert said[0] == "No run of your own in results/store.sqlite."
    assert said[1] == "published, from results/"
    assert said[-2] == "tutorial_claim, 80 runs: No. It is lower."
    assert said[-1].endswith("or read what is published: dropout-lab report tutorial_claim --open")
    assert json.loads(lab("status", "--json").out)["published"] == [
        {"experiment": "tutorial_claim", **LEDGER}
        | {"answer_kind": "no", "word": "No", "sentence": "It is lower."}
    ]


def test_lost_runs_of_what_is_published_are_counted(lab, published):
    """How many are done, and what became of the others; without a word, no answer."""
    ledger = {**LEDGER, "done": 77, "diverged": 2, "missing": 1}
    known = {"answer": "No.", "ledger": ledger, "experiment": {"question": "?"}}
    (published / PROVENANCE).write_text(as_json(with_digests(known, {})))
    assert lab("status").out.splitlines()[-2] == "tutorial_claim, 77 of 80 runs, 2 diverged, 1 missing"
    assert json.loads(lab("status", "--json").out)["published"][0]["word"] is None


def test_a_published_page_is_opened_as_it_stands(lab, published, monkeypatch):
    """Found by its name, it is read and not written; its path would write it anew."""
    (published / "report.html").write_text("the page")
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    before = {path: path.read_bytes() for path in published.rglob("*")}
    said = lab("report", "tutorial_claim", "--open")
    assert said.code == 0
    assert said.err == "note: read from results/tutorial_claim, not from results/store.sqlite\n"
    assert said.out.splitlines()[1:3] == ["No. It is lower.", "exactly: No: -0.10 pp."]
    assert opened == [(published / "report.html").resolve().as_uri()]
    assert {path: path.read_bytes() for path in published.rglob("*")} == before
