"""What a notebook shows: a line while training, a view of results, pictures, errors of one line, a tour."""

import base64
import re
import sys
from types import SimpleNamespace

import nbformat
import pytest
from matplotlib.figure import Figure

import dropout_lab
from dropout_lab import results_folder
from dropout_lab.api import reading
from dropout_lab.api.cells import notebook_display
from dropout_lab.api.training import Stopped
from dropout_lab.errors import ConfigError, TableError
from scripts import tour
from tests.cli.conftest import Trainer, folder, trainer  # noqa: F401

WORDS = ("experiment=quickstart", "training.epochs=2", "name=first", "seeds=4")
PUBLISHED = tour.ROOT / "results" / "tutorial_claim"


class Shown(list):
    """Stands where a notebook would: every state of its one line."""

    def __call__(self, bundle, *, raw, display_id):
        assert raw
        assert display_id
        self.append(bundle)
        return self

    def update(self, bundle, *, raw):
        """Change the line."""
        assert raw
        self.append(bundle)


@pytest.fixture
def shown(monkeypatch):
    """A notebook's kernel, as IPython tells of it."""
    shown = Shown()
    ipython = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=shown))
    return shown


@pytest.fixture(scope="module")
def published():
    """The published results of the tutorial's claim."""
    return dropout_lab.results(PUBLISHED)


def test_a_line_says_how_far_a_cell_is(folder, trainer, shown):  # noqa: F811
    """It begins before the workers do, is changed in place, and ends with all runs and the estimate."""
    dropout_lab.run(*WORDS)
    assert shown[0]["text/plain"] == "  0 % | 8 runs to train, starting the workers"
    last = shown[-1]
    assert re.fullmatch(r"100 % \| 8 of 8 runs in \d+ s \| .*4 pairs.*", last["text/plain"])
    assert '<progress value="1.000" max="1" aria-label="runs">' in last["text/html"]


def test_nothing_is_shown_where_nothing_trains(folder, trainer, shown):  # noqa: F811
    """The same cell again is silent."""
    dropout_lab.run(*WORDS)
    shown.clear()
    dropout_lab.run(*WORDS)
    assert shown == []


def test_a_script_shows_no_line(monkeypatch):
    """Neither where IPython is not loaded, nor in IPython's own terminal."""
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert notebook_display() is None
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace()))
    assert notebook_display() is None


def test_a_view_has_the_answer_five_columns_and_one_picture(published):
    """As one element with no script, no style sheet and no address outside."""
    view = published._repr_html_()
    assert f"<strong>{published.word}</strong>" in view
    assert ">with dropout against without dropout</td>" in view
    assert published.analysis.experiment.question in view
    assert 0 < view.count("<th ") <= 5
    assert "<script" not in view
    assert "<style" not in view
    (picture,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', view)
    assert base64.b64decode(picture).startswith(b"<?xml")
    assert "http" not in view
    assert len(view) < 60_000


def test_a_view_of_no_comparison_has_the_levels(folder, trainer):  # noqa: F811
    """One recipe alone: what it reaches."""
    found = dropout_lab.run("dataset=digits", "training.epochs=2", "seeds=3", "name=alone")
    view = found._repr_html_()
    assert 0 < view.count("<th ") <= 5
    assert '<td style="text-align: left">none</td>' in view
    assert found.plot().title


def test_names_are_text_in_a_view(folder, trainer):  # noqa: F811
    """A variant called like an element is none."""
    (folder / "experiments").mkdir()
    (folder / "experiments" / "odd.yaml").write_text(
        'question: "<b>Does it?</b>"\nseeds: 3\nbase: {dataset: digits, training.epochs: 2}\n'
        "variants: {a: {dropout: none}, b: {dropout: standard}}\ncomparisons: [{treatment: b, control: a}]\n"
    )
    assert "&lt;b&gt;Does it?&lt;/b&gt;" in dropout_lab.run("experiment=odd")._repr_html_()


def test_in_chinese_a_view_speaks_chinese_alone(published):
    """Question, answer and heads; the picture in a font of the reader's."""
    chinese = dropout_lab.results(PUBLISHED, language="zh")
    view = chinese._repr_html_()
    assert '<div lang="zh"' in view
    assert chinese.analysis.experiment.question_zh in view
    assert published.answer not in view
    assert chinese.plot()._repr_png_() is None
    assert "差" in chinese.plot()._repr_svg_()
    with pytest.raises(ConfigError, match="language=de: no such language; choose en or zh"):
        dropout_lab.results(PUBLISHED, language="de")


def test_a_picture_is_a_matplotlib_figure_that_shows_itself(published):
    """By its name; without one that of the differences. A PNG of some tens of kilobytes."""
    figure = published.plot("learning")
    assert isinstance(figure, Figure)
    content = figure._repr_png_()
    assert content.startswith(b"\x89PNG")
    assert len(content) < 150_000
    assert figure._repr_svg_() is None
    assert published.plot().title == published.plot("difference").title
    assert "learning" in published.figures


def test_a_picture_that_is_not_there_is_one_line(published):
    """With those that are."""
    with pytest.raises(
        ConfigError, match=r"plot=forrest: no such picture of tutorial_claim; .*nearest: forest"
    ):
        published.plot("forrest")
    with pytest.raises(ConfigError, match="plot=sweep: no such picture"):
        published.plot("sweep")


def test_open_shows_the_page(folder, trainer, monkeypatch, published):  # noqa: F811
    """Of a folder its own; of a store one that is written first."""
    opened = []
    monkeypatch.setattr(reading.webbrowser, "open", opened.append)
    assert published.open() == PUBLISHED / "report.html"
    page = dropout_lab.run(*WORDS).open()
    assert page.is_file()
    assert results_folder.read_results(page.parent)
    assert opened == [path.resolve().as_uri() for path in (PUBLISHED / "report.html", page)]


@pytest.mark.parametrize("error", [ConfigError("seeds=a: no seed"), TableError("no such column"), Stopped()])
def test_an_error_of_ours_is_one_line_where_ipython_shows_it(error):
    """The message says what to do; frames of ours would hide it."""
    (line,) = error._render_traceback_()
    assert "\n" not in line
    assert str(error) in line


@pytest.fixture(scope="module")
def carried_out(tmp_path_factory):
    """The notebook of examples/, run by a kernel in an empty folder."""
    return tour.carried_out(tmp_path_factory.mktemp("tour"))


@pytest.mark.slow
def test_the_tour_runs_and_shows_what_is_stored(carried_out):
    """Cell by cell the same kinds of outputs; what is stored came from such a run."""

    def kinds(book):
        return [
            [(out.output_type, sorted(out.get("data", {}))) for out in cell.get("outputs", ())]
            for cell in book.cells
        ]

    stored = nbformat.read(tour.TOUR, as_version=4)
    assert [cell.source for cell in carried_out.cells] == [cell.source for cell in stored.cells]
    assert kinds(carried_out) == kinds(stored)


@pytest.mark.slow
def test_a_mistake_in_the_tour_is_one_line(carried_out):
    """By IPython itself, which asks the error how to show it."""
    (error,) = [
        out for cell in carried_out.cells for out in cell.get("outputs", ()) if out.output_type == "error"
    ]
    assert error.traceback == [f"ConfigError: {error.evalue}"]
    assert "type training.epochs=10" in error.evalue


def test_the_stored_tour_is_small_and_of_no_machine():
    """Outputs of one run, no path, no time of day, less than a photograph."""
    text = tour.TOUR.read_text(encoding="utf-8")
    assert len(text) < 300_000
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(cell.outputs for cell in code)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not any("execution" in cell.metadata for cell in book.cells)
    assert not re.search(r"/(home|root|tmp|Users|work)/", text)


def test_a_judgement_shows_itself_as_results_do():
    """One line of what was compared and the answer; as HTML the answer, five columns and one picture."""
    table = PUBLISHED / "runs.csv"
    found = dropout_lab.judge(table, treatment="dropout", control="none")
    assert isinstance(found, dropout_lab.Judgement)
    assert repr(found) == f"<Judgement of dropout against none on test_accuracy>\n{found.answer}"
    view = found._repr_html_()
    assert f"<strong>{found.word}</strong>" in view
    assert ">dropout - none</td>" in view
    assert 0 < view.count("<th ") <= 5
    assert view.count('src="data:image/svg+xml;base64,') == 1
    assert "<script" not in view
    assert len(view) < 60_000
    several = dropout_lab.judge(table, treatment="all", control="none", ranks=True)
    assert repr(several).startswith("<Judgement of 3 comparisons on test_accuracy>\n")
    assert several._repr_html_().count("<tr>") > 3
