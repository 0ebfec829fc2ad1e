"""Templates are compiled once in a process, and anew where their text is another."""

import jinja2
import pytest

from dropout_lab.report.compiled import Compiled
from dropout_lab.report.page.shared import environment


def test_a_template_is_compiled_for_the_first_page_alone(monkeypatch):
    """An environment made for another page takes what the first one compiled."""
    first = environment().get_template("index.html.j2")
    monkeypatch.delattr(jinja2.Environment, "compile")
    assert environment().get_template("index.html.j2").root_render_func is not first.root_render_func


def test_a_text_that_changed_is_compiled_anew():
    """Known are names with their content, not names alone."""
    known = Compiled()

    def shown(text):
        loader = jinja2.DictLoader({"page": text})
        return jinja2.Environment(loader=loader, bytecode_cache=known).get_template("page").render()

    assert [shown(text) for text in ("one", "two", "one")] == ["one", "two", "one"]
    with pytest.raises(jinja2.TemplateSyntaxError):
        shown("{%")
