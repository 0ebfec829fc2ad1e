"""`dropout-lab new experiment`: a file that is a plan as it stands."""

import pytest

from dropout_lab.config import read_command


def test_a_new_experiment_is_a_file_that_plans_as_it_stands(lab, folder):
    """On digits, ten seeds of two variants, with the question in both languages and the next command."""
    said = lab("new", "experiment", "my_question")
    assert "wrote experiments/my_question.yaml" in said.out
    assert "next: dropout-lab run experiment=my_question --dry-run" in said.out
    command = read_command(["experiment=my_question"])
    assert command.experiment.name == "my_question"
    assert not command.altered
    assert len(command.experiment.variants) * len(command.seeds) == 20
    assert {variant.recipe.dataset.name for variant in command.experiment.variants} == {"digits"}
    assert command.experiment.question_in("zh") != command.experiment.question
    plan = lab("run", "experiment=my_question", "--dry-run")
    assert "20 runs" in plan.out + plan.err
    assert [path.name for path in folder.iterdir()] == ["experiments"]


def test_its_seeds_are_none_that_the_demo_has_shown(lab, folder):
    """After `make demo` its runs of the same recipes are known; over those the page would be exploratory."""
    lab("new", "experiment", "my_question")
    mine, demo = (read_command([f"experiment={name}"]) for name in ("my_question", "quickstart"))
    recipes = [{variant.recipe for variant in command.experiment.variants} for command in (mine, demo)]
    assert recipes[0] == recipes[1]
    assert not set(mine.seeds) & set(demo.seeds)


def test_every_key_of_a_new_experiment_has_a_comment(lab, folder):
    """A beginner reads the file, and no other page."""
    lab("new", "experiment", "my_question")
    lines = (folder / "experiments" / "my_question.yaml").read_text(encoding="utf-8").splitlines()
    tops = [place for place, line in enumerate(lines) if line[:1].isalpha()]
    bare = [lines[place] for place in tops if "#" not in lines[place] + lines[place - 1]]
    assert [line for line in bare if not line.startswith("question_zh:")] == []
    assert not any("my_experiment" in line for line in lines)


def test_an_experiment_that_is_there_is_not_overwritten(lab, refusal, folder):
    """Work is not lost to a command that was typed twice."""
    lab("new", "experiment", "my_question")
    path = folder / "experiments" / "my_question.yaml"
    path.write_text("mine\n", encoding="utf-8")
    assert refusal("new", "experiment", "my_question") == (
        "experiments/my_question.yaml: is there already, and nothing is overwritten; choose another name"
    )
    assert path.read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Mine", "should be a name of small letters, digits and _, such as mine"),
        ("../up", "should be a name of small letters, digits and _, such as up"),
        ("Does Dropout-help?", "should be a name of small letters, digits and _, such as does_dropout_help"),
        ("图", "should be a name of small letters, digits and _, such as my_question"),
        ("tutorial_claim", "is an experiment that there is; choose another name"),
        ("local", "is the name of a file or folder in results/; choose another"),
    ],
)
def test_a_name_that_no_experiment_can_have_is_one_line(refusal, folder, name, why):
    """Nothing is written, and no shipped question is hidden by one of its name."""
    assert refusal("new", "experiment", name) == f"new experiment {name}: {why}"
    assert list(folder.iterdir()) == []


def test_where_no_folder_can_be_made_it_is_said(refusal, folder):
    """A file stands in the way."""
    (folder / "experiments").write_text("")
    assert refusal("new", "experiment", "mine").startswith("experiments: cannot be made a folder")


def test_in_a_checkout_editors_find_the_schema(lab, folder, monkeypatch):
    """Beside schema/ the file says where it is; far from one it says nothing of this machine."""
    lab("new", "experiment", "far")
    assert "$schema" not in (folder / "experiments" / "far.yaml").read_text(encoding="utf-8")
    (folder / "schema").mkdir()
    (folder / "schema" / "experiment.json").write_text("{}")
    monkeypatch.setattr("dropout_lab.config.template.bundled", lambda name: folder / name)
    lab("new", "experiment", "near")
    first = (folder / "experiments" / "near.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schema/experiment.json"
