"""Nothing that a stranger wrote acts on a terminal, a page or a spreadsheet: each verb, each written file."""

import csv
import json
import re
import sqlite3
from dataclasses import replace

import pytest

from dropout_lab.evidence import analyse
from dropout_lab.publication import check_folder, write_results
from dropout_lab.results_folder import read_results
from dropout_lab.store import Store
from tests.evidence.synthetic import fail, make_experiment, make_records
from tests.text_that_acts import acting, nasty

pytestmark = pytest.mark.usefixtures("undrawn")
TEXTS = (".csv", ".json", ".md", ".tex", ".html")
ROUNDS = [range(start, start + 12) for start in (0, 12)]


def a_claim(texts):
    """A claim whose words are a stranger's."""
    return {
        "id": "theirs",
        "says": {"en": texts[1], "zh": texts[2]},
        "source": {"text": texts[3], "section": texts[4], "url": "javascript:alert(1)"},
        "kind": "difference",
        "treatment": "dropout",
        "control": "none",
        "value": 0.01,
    }


def their_runs(numbers):
    """An experiment with runs, and all words in it as a stranger writes them."""
    texts = [nasty(number) for number in numbers]
    experiment = make_experiment(planned=4, claims=[a_claim(texts)])
    experiment = experiment.model_copy(update={"question": texts[0], "question_zh": texts[5]})
    first, *others = make_records(experiment, range(4))
    first = replace(fail(first), error=" ".join(texts[6].split()) or "x")
    environment = {"python": texts[7], texts[8]: texts[9]}
    return experiment, [first, *(replace(record, environment=environment) for record in others)], texts


def assert_harmless(path):
    """Hold the bytes of a file to what a reader may be shown."""
    content = path.read_bytes()
    assert acting(content) == [], path
    text = content.decode()
    if path.suffix in (".html", ".md"):
        assert not re.search(r"<img (?![^>]*src=\"data:)|<script>alert|href=\"javascript", text), path
    if path.suffix == ".md":
        assert not re.search(r"(?<!\\)\]\(javascript", text), path
    if path.suffix == ".csv":
        for row in csv.reader(text.splitlines()):
            for cell in row:
                if cell.lstrip()[:1] in ("=", "+", "-", "@"):
                    float(cell)


@pytest.mark.parametrize(
    "numbers",
    [ROUNDS[0], pytest.param(ROUNDS[1], marks=pytest.mark.slow)],
    ids=lambda numbers: f"from {numbers[0]}",
)
def test_no_word_of_a_run_acts_in_any_file_of_its_folder(tmp_path, numbers):
    """Question, claims, errors, environments, commands; what is read back is written the same again."""
    experiment, records, texts = their_runs(numbers)
    given = {"command": texts[10], "commit": texts[11], "composed": {texts[0]: texts[1]}}
    folder = tmp_path / "theirs"
    write_results(folder, analyse(experiment, records, range(4)), given)
    files = [path for path in folder.rglob("*") if path.suffix in TEXTS]
    assert len(files) > 10
    for path in files:
        assert_harmless(path)
        if path.suffix == ".json":
            json.loads(path.read_text())
    known = json.loads((folder / "provenance.json").read_text())
    assert known["command"] == texts[10]
    assert len(read_results(folder)) == 12
    assert check_folder(folder) == []


@pytest.fixture
def their_store(folder):
    """A store that somebody else made, each word of it theirs."""
    experiment, records, _ = their_runs(ROUNDS[1])
    document = {
        "experiment": experiment.model_dump(mode="json"),
        "altered": True,
        "on_the_spot": False,
        "composed": {},
        "command": "dropout-lab run \x1b[2J",
    }
    (folder / "results").mkdir()
    path = folder / "results" / "store.sqlite"
    with Store.open(path, write=True) as store:
        cells = [
            (variant.name, seed, variant.run_id(seed)) for variant in experiment.variants for seed in range(4)
        ]
        store.plan_campaign("synthetic", experiment.plan_hash, document, cells)
        store.record_all(records)
        for number in range(3):
            store.plan_campaign(nasty(3 * number), str(number) * 64, document, cells)
    (folder / "experiments").mkdir()
    (folder / "experiments" / "a\x1b[2J\u202eb.yaml").write_text("question: x")
    return records


def test_no_verb_lets_a_stores_words_act(lab, folder, their_store, monkeypatch):
    """Names of campaigns, errors of runs, names of files, also where a verb refuses them."""
    failed = their_store[0].run_id
    for words in (
        ("status",), ("status", "--json"), ("list",), ("list", "experiments", "--json"), ("list", "claims"),
        ("show", failed), ("show", failed, "--json"), ("show", "synthetic/none/0"), 
        ("show", "x\x1b[2J/y\x9b/3"),
        ("report", "synthetic"), ("report", "synthetic", "--json"), ("report", "--all"),
        ("report", "\x1b[2J"),
        ("report", str(folder / "results" / "local" / "synthetic"), "--check"),
        ("report", "a\u202e", "--check"),
        ("compare", "synthetic"), ("compare", "synthetic", "--json"), ("compare", "synthetic/\x1b[2J", "x"),
        ("run", "experiment=a\x1b[2J\u202eb"), ("run", "name=\u202e"), ("run", "\x9b2J"), ("\x1b[2J",),
        ("status", "--store", "no\x1b[2J.sqlite"), ("data", "fetch", "\x1b[2J"),
        ("run", "--config-dir", "\x1b[2J"),
    ):  # fmt: skip
        said = lab(*words)
        assert acting(said.out + said.err) == [], words
        assert "unforeseen" not in said.err, words
        assert "nobody foresaw" not in said.err, words
    for path in (folder / "results").rglob("*"):
        if path.suffix in TEXTS:
            assert_harmless(path)


def test_a_damaged_store_is_said_without_its_bytes(lab, folder, their_store):
    """A name that no campaign has, written where no program of ours writes it."""
    connection = sqlite3.connect(folder / "results" / "store.sqlite")
    connection.execute("UPDATE campaigns SET name = char(27) || '[2J' || name WHERE name = 'synthetic'")
    connection.commit()
    connection.close()
    for words in (("status",), ("report", "--all"), ("show", "synthetic/none/0"), ("compare", "synthetic")):
        said = lab(*words)
        assert acting(said.out + said.err) == [], words


@pytest.mark.parametrize("start", [0, 80])
@pytest.mark.parametrize(
    "pictures",
    [pytest.param("judged_undrawn", marks=pytest.mark.short), pytest.param("", marks=pytest.mark.slow)],
)
def test_no_cell_of_a_strangers_table_acts(request, lab, folder, pictures, start):
    """On the terminal, in JSON, on the page and in the tables that are written; nor does its file's name."""
    if pictures:
        request.getfixturevalue(pictures)
    odd = nasty(start + 7)
    names = list(dict.fromkeys(nasty(number).strip() or "x" for number in range(start, start + 6)))
    runs = [
        {"variant": name, "seed": seed, "accuracy": 0.9 + (10 * place + seed) / 1000, odd: nasty(9)}
        for place, name in enumerate(names)
        for seed in range(5)
    ]  # fmt: skip
    path = folder / "t\x1b[2J\u202e.json"
    path.write_text(json.dumps(runs))
    asked = (str(path), "--metric", "accuracy", "--treatment", "all")
    for words in (
        (*asked, "--control", names[0]), (*asked, "--control", names[0], "--json"),
        (*asked, "--control", "\x1b"),
        (*asked, "--control", names[0], "--ranks", "--report", "out"),
        (str(path), "--treatment", names[1], "--control", names[0], "--metric", "\x1b[2J"),
    ):  # fmt: skip
        said = lab("judge", *words)
        assert acting(said.out + said.err) == [], words
        assert "nobody foresaw" not in said.err, words
    for written in (folder / "out").rglob("*"):
        if written.suffix in TEXTS:
            assert_harmless(written)
