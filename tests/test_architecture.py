"""The house rules of design and style, held by machine: directions, doors, sizes, a fast start."""

import ast
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tests.over import over

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
HEAVY = ("tensorflow", "keras", "jax", "pandas", "scipy", "sklearn", "dask", "distributed", "matplotlib")
LINES, BODY = 400, 40
DATA = (
    "runs.csv", "curves.csv", "errors.csv", "reliability.csv", "comparisons.csv", "summary.csv",
    "provenance.json", "claims.json", "gallery.json",
)  # fmt: skip

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path):
    return str(path.relative_to(ROOT))


@cache
def statements(path):
    """Every statement of a file, however deep it stands; a tenth of all that its tree has."""
    found = list(tree(path).body)
    for node in found:  # which grows
        for inner in ("body", "orelse", "finalbody", "handlers", "cases"):
            found += getattr(node, inner, ())
    return found


def imported(path):
    """The modules that a file takes names from: (line, module)."""
    return [(node.lineno, node.module or "") for node in statements(path) if isinstance(node, ast.ImportFrom)]


def functions(path):
    return [node for node in statements(path) if isinstance(node, FUNCTIONS)]


def body_lines(function):
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_the_command_line_speaks_through_one_door():
    """`say` makes foreign text visible; whoever prints past it lets a stranger's escapes through."""
    by_itself = re.compile(r"(?<![\w.])print\(|typer\.echo")
    doors = {"src/dropout_lab/cli/say.py", "src/dropout_lab/cli/messages.py"}
    sources = [path for path in SOURCES if path.parent.name == "cli" and name(path) not in doors]
    found = [name(path) for path in sources if by_itself.search(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.slow
def test_imports_go_downward_and_each_library_has_one_door():
    """No room imports a higher one, `stats` imports none, and a library is entered in its room alone."""
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts") :]


def test_no_module_is_longer_than_400_lines():
    """A module that grows past the limit holds two ideas."""
    long = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*SOURCES, *TESTS]}
    assert {path: lines for path, lines in long.items() if lines > LINES} == {}


def test_no_function_body_is_longer_than_40_lines():
    """A function's body, without its docstring, can be read at one glance."""
    long = {
        f"{name(path)}:{function.lineno} {function.name}": body_lines(function)
        for path in SOURCES
        for function in functions(path)
        if body_lines(function) > BODY
    }
    assert long == {}


def test_every_test_states_its_property():
    """Each test function has a docstring, so that a failure says what no longer holds."""
    function = re.compile(r"^ *def (test_\w+)\(.*?\):(?:  #[^\n]*)?\n *r?(\"*)", re.MULTILINE | re.DOTALL)
    found = [
        (f"{name(path)} {test}", quotes)
        for path in TESTS
        for test, quotes in function.findall(path.read_text(encoding="utf-8"))
    ]
    assert [test for test, quotes in found if quotes != '"""'] == []


def test_init_files_only_re_export():
    """What a package does stands in a file that says so by its name."""
    doing = [
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        if path.name == "__init__.py"
        for node in tree(path).body
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.Expr)
        and getattr(node, "name", "") != "__getattr__"
    ]
    assert doing == []


def test_files_of_a_results_folder_are_named_in_their_room_alone():
    """There is one reader and one writer of runs, curves, claims, gallery and provenance."""
    named = {
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        if "results_folder" not in path.parts
        and any(file in path.read_text(encoding="utf-8") for file in DATA)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.endswith(DATA)
        and " " not in node.value
    }
    assert named == set()


FACES = ("evidence", "gallery", "judging", "language", "stats", "tables")
"""Rooms that are entered by their face alone."""


@over("room", FACES)
def test_a_room_is_entered_by_its_face(room):
    """What another room may use is named in `__init__`; the files behind it can change their names."""
    inside = ROOT / "src" / "dropout_lab" / room
    past_the_door = [
        f"{name(path)}:{line} {module}"
        for path in SOURCES
        if inside not in path.parents
        for line, module in imported(path)
        if module.startswith(f"dropout_lab.{room}.")
    ]
    assert past_the_door == []


LOOKS = """
import os, sys
from dropout_lab.cli import main
for words in (["--help"], ["list"], ["list", "claims"], ["status"]):
    sys.argv = ["dropout-lab", *words]
    try:
        code = main()
    except SystemExit as leaving:
        code = leaving.code
    more = () if words[-1] in ("claims", "status") else ("hydra", "numpy")
    heavy = [name for name in ({heavy!r}) + more if name in sys.modules]
    print(*words, code or 0, heavy, file=sys.stderr)
print(os.listdir(), file=sys.stderr)
"""

STARTS = """
from dropout_lab import campaign
from dropout_lab.config import read_command
from dropout_lab.publication import check_place
command = read_command(["experiment=tutorial_claim"])
campaign.plan_command(command)
check_place(command.results_path, "tutorial_claim", publish=True)
loaded = [name for name in ("pandas", "scipy", "matplotlib", "sklearn", "tensorflow") if name in sys.modules]
print("planned", loaded, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def imported_so_far(tmp_path_factory):
    """What one process has imported after each thing that it does, a line each, the lighter things first."""
    code = LOOKS.format(heavy=HEAVY) + STARTS
    folder = tmp_path_factory.mktemp("empty")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stderr.splitlines()


def test_looking_imports_nothing_heavy(imported_so_far):
    """`--help`, `list` and `status` answer at once: nothing heavy is imported, for `list` no Hydra."""
    looks = ["--help 0 []", "list 0 []", "list claims 0 []", "status 0 []"]
    assert imported_so_far[: len(looks) + 1] == [*looks, "[]"]


def test_what_comes_before_the_workers_imports_nothing_of_the_report(imported_so_far):
    """A run is planned and its place looked at at once; pandas and Matplotlib load while workers start."""
    assert imported_so_far[5:] == ["planned []"]


@pytest.mark.slow
def test_every_module_can_be_imported():
    """One that nobody imports would break unseen: doctests are looked for only where there are some."""
    names = [".".join(path.relative_to(ROOT / "src").with_suffix("").parts) for path in SOURCES]
    names = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    assert [name for name in names if not import_module(name)] == []


def test_every_key_of_the_configuration_has_its_comment():
    """A choice is read in its file: each key with a value says what it means and accepts."""
    bare = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in sorted((ROOT / "conf").rglob("*.yaml"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*[\w.]+:\s*[^\s#]", line) and "#" not in line
    ]
    assert bare == []
