"""What a result ends with: what would settle it, and one command that can be pasted."""

import json
import shlex

import pytest

from dropout_lab.config import read_command

pytestmark = pytest.mark.slow  # whole campaigns, if with pretended training


def last(said):
    """The command of the last line, as words."""
    (line,) = [line for line in said.out.splitlines() if line.startswith("next: ")]
    return shlex.split(line[line.index("dropout-lab") :].partition("  (")[0])


@pytest.mark.parametrize(
    ("words", "effect", "typed"),
    [
        ("experiment=quickstart name=q", 0.02, "experiment=quickstart optimizer=sgd"),
        ("experiment=quickstart optimizer=adam name=q", 0.02, ""),
        ("dataset=digits seeds=3", 0.02, "-m dataset=digits dropout.rate=0,0.2,0.5 seeds=5"),
        ("dataset=digits dropout=gaussian seeds=3", 0.02, "-m dataset=digits dropout=none,gaussian seeds=5"),
        (
            "-m dataset=digits dropout.rate=0,0.5 seeds=2",
            0.02,
            "-m dataset=digits dropout.rate=0,0.5 seeds=5",
        ),
    ],
)
def test_the_last_line_is_a_command_that_goes_on(lab, trainer, words, effect, typed):
    """Another setting where it is settled, a comparison where there is none, seeds where they are too few."""
    trainer.effect = lambda seed: effect + 0.0001 * seed
    said = lab("run", *words.split())
    assert said.code == 0, said.err
    step = last(said)
    assert step == (
        ["dropout-lab", "run", *typed.split()] if typed else ["dropout-lab", "list", "experiments"]
    )
    if typed:
        read_command([word for word in step[2:] if word != "-m"], multirun="-m" in step)


def test_what_is_open_is_told_how_many_seeds_would_settle_it(lab, trainer):
    """As the page says it, and then the command with so many seeds."""
    trainer.effect = lambda seed: 0.004 + 0.01 * (-1) ** seed
    said = lab(
        "run", "-m", "dataset=digits", "dropout.rate=0,0.5", "seeds=8", "training.epochs=2", "name=open"
    )
    (line,) = [line for line in said.out.splitlines() if line.startswith("to settle it: About ")]
    assert " in all)" in line
    step = last(said)
    assert step[:-1] == shlex.split(
        "dropout-lab run -m dataset=digits dropout.rate=0,0.5 training.epochs=2 name=open"
    )
    assert int(step[-1].removeprefix("seeds=")) > 8
    assert last(lab("report", "open"))[-1] == step[-1]


PLACES = ("results.path=mine", "store.path=runs/all.sqlite")
OPTIONS = ("--results", "mine", "--store", "runs/all.sqlite")


@pytest.mark.parametrize("places", [PLACES, PLACES[:1], PLACES[1:], ()], ids=len)
def test_what_is_proposed_keeps_to_the_places_of_the_command(lab, trainer, folder, monkeypatch, places):
    """Pasted, each line finds the runs and the pages that it speaks of, and trains only what is new."""
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    (folder / "runs").mkdir()
    opened = []
    options = [word for place in places for word in OPTIONS[2 * PLACES.index(place) :][:2]]
    said = lab("run", "experiment=quickstart", "training.epochs=2", "seeds=3", "name=q", *places)
    page = folder / ("mine" if PLACES[0] in places else "results") / "local" / "q" / "report.html"
    lines = {
        "run": [last(said), shown(said)],
        "report": [last(lab("report", "q", *options)), shown(lab("report", "q", *options))],
        "status": [last(lab("status", *options))],
    }
    for verb, commands in lines.items():
        for command in commands:
            trainer.asked.clear()
            again = lab(*command[1:])
            assert again.code == 0, (verb, command, again.err)
            if command[1] == "report":
                assert opened.pop() == page.as_uri()
                assert trainer.asked == []
            else:
                assert len(json.loads(lab("status", "--json", *options).out)["campaigns"]) == 2
    stores = {path.relative_to(folder).as_posix() for path in folder.rglob("*.sqlite")}
    assert len(stores) == 1


def test_what_is_half_finished_goes_on_with_the_proposed_command(lab, trainer, folder, monkeypatch):
    """With its own seeds, in its own store: the rest is trained and nothing twice."""
    whole = type(trainer).__call__
    with monkeypatch.context() as patch:
        patch.setattr(
            "dropout_lab.campaign.run_tasks", lambda c, tasks, *rest: whole(trainer, c, tasks[:3], *rest)
        )
        lab("run", "experiment=quickstart", "training.epochs=2", "seeds=4-7", "name=q", *PLACES[:1])
    trainer.asked.clear()
    assert lab(*last(lab("status", *OPTIONS[:2]))[1:]).code == 0
    assert len(trainer.asked) == 5
    assert {seed for _, seed in trainer.asked} <= {4, 5, 6, 7}


def shown(said):
    """The command that opens the page, as words."""
    (line,) = [line for line in said.out.splitlines() if line.startswith("page: ")]
    return shlex.split(line.partition("(to see it: ")[2].removesuffix(")"))
