"""The site of what is published: every link of every page leads to a file of the site."""

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from dropout_lab.errors import ConfigError, ResultsError
from dropout_lab.publication import folder_files, write_index, write_site
from tests.e2e.undrawn import leave_out_pictures
from tests.publication.front_folders import measurements
from tests.publication.test_check import GIVEN, four_seeds

ROOT = Path(__file__).parents[2]
README = """# Lab
[the answer](results/synthetic/report.html), [its text](results/synthetic/README.md#results),
[Chinese](README.zh-CN.md), [why](docs/decisions), [the plan](experiments/mine.yaml), [gone](gone.py),
[secret](../secret.yaml), [hidden](.git/config), [all](results/README.md),
[outside](https://example.org/)
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A checkout with one published page, its documents, and files that are nobody's business.

    Its pictures are there, though not drawn: no link leads out of one.
    """
    root = tmp_path_factory.mktemp("above") / "checkout"
    with pytest.MonkeyPatch.context() as patch:
        leave_out_pictures(patch.setattr)
        made = folder_files(four_seeds(), GIVEN)
    files = {f"results/synthetic/{name}": text for name, text in made.items()}
    files |= {
        "README.md": README.encode(),
        "README.zh-CN.md": "# 实验室\n[English](README.md)\n".encode(),
        "docs/decisions/0001-why.md": b"# Why\n[home](../../README.md)\n",
        "experiments/mine.yaml": b"question: mine\n",
        "results/synthetic/thesis.txt": b"not ours",
        "results/synthetic/thesis.md": b"not ours",
        "results/bench/costs.md": b"# Costs\n[all](README.md)\n",
        **{f"results/{name}/README.md": b"# Measured\n" for name in ("bench", "bench_gpu", "calibration")},
        ".git/config": b"token",
        "../secret.yaml": b"secret",
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    measurements(root / "results")
    write_index(root / "results")
    return root


@pytest.fixture(scope="module")
def site(checkout):
    """The site of that checkout: name -> content."""
    folder = checkout.parent / "site"
    n_files = write_site(folder, checkout / "results")
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert len(files) == n_files
    return files


def links(files):
    """Each relative link of each page: page, path of its target from the root of the site."""
    for name, content in files.items():
        if name.endswith(".html"):
            for address in re.findall(r'(?:href|src)="([^"]*)"', content.decode()):
                if not re.match(r"[\w.+-]+:|#", address):
                    where = posixpath.join(posixpath.dirname(name), unquote(address.partition("#")[0]))
                    yield name, posixpath.normpath(where)


def test_every_link_of_the_site_leads_to_a_file_of_it(site):
    """From the index, the pages and the documents; and every page is reached."""
    led = list(links(site))
    assert [(page, target) for page, target in led if target not in site] == []
    pages = {name for name in site if name.endswith(".html")}
    assert pages - {target for _, target in led} <= {"results/index.html"}


def test_the_site_has_the_pages_as_they_are_but_for_links_that_need_no_script(site, checkout):
    """The index stands at the top, and leads to the same page; its tables and figures are there."""
    page = site["results/synthetic/report.html"].decode()
    assert "data-beside" not in re.sub("<script.*?</script>", "", page, flags=re.DOTALL)
    assert '<a href="../index.html">dropout-lab</a>' in page
    assert 'href="results/synthetic/report.html"' in site["index.html"].decode()
    for name in ("runs.csv", "figures/accuracy.svg", "tables/summary.md"):
        file = f"results/synthetic/{name}"
        assert site[file] == (checkout / file).read_bytes()


def test_documents_become_pages_and_bring_what_they_lead_to(site):
    """In their own language; a folder of documents has a list of them."""
    assert '<html lang="zh-CN">' in site["README.zh-CN.html"].decode()
    assert site["experiments/mine.yaml"] == b"question: mine\n"
    assert "0001-why.html" in site["docs/decisions/index.html"].decode()
    assert 'href="README.html"' in site["index.html"].decode()
    assert site[".nojekyll"] == b""


def test_what_was_measured_of_the_tool_is_a_page_of_the_site(site):
    """The index leads there; a document that stands beside a page by chance is none."""
    assert 'href="results/bench/costs.html"' in site["index.html"].decode()
    assert ">Costs</h1>" in site["results/bench/costs.html"].decode()
    assert "results/synthetic/thesis.html" not in site


def test_nothing_else_of_the_machine_gets_onto_the_site(site):
    """No hidden file, none from outside of the checkout, none that stands beside results by chance."""
    assert not any(content in (b"token", b"secret", b"not ours") for content in site.values())
    assert "<a>secret</a>" in site["README.html"].decode()


def test_a_folder_that_holds_something_is_not_written_to(checkout, tmp_path):
    """The reader may have named the wrong one."""
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(ConfigError, match="is not empty"):
        write_site(tmp_path, checkout / "results")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_site_of_nothing_is_refused(tmp_path):
    """There is no page to show."""
    with pytest.raises(ResultsError, match="holds no published results"):
        write_site(tmp_path / "site", tmp_path / "results")


def test_the_workflow_of_the_documents_is_one_that_writes_the_site():
    """It is YAML, has the rights that GitHub Pages asks for, and runs our command."""
    text = (ROOT / "docs" / "publish.md").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text.partition("```yaml\n")[2].partition("```")[0])
    steps = workflow["jobs"]["site"]["steps"]
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    assert ".venv/bin/dropout-lab report --site site" in [step.get("run") for step in steps]
    assert [step["with"]["path"] for step in steps if "upload-pages" in step.get("uses", "")] == ["site"]
    assert not (ROOT / ".github" / "workflows" / "pages.yml").exists()
