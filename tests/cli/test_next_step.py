"""What a result ends with: what would settle it, and one command that can be pasted."""

import shlex

import pytest

from dropout_lab.config import read_command

pytestmark = pytest.mark.slow  # whole campaigns, if with pretended training


def last(said):
    """The command of the last line, as words."""
    (line,) = [line for line in said.out.splitlines() if line.startswith("next: ")]
    return shlex.split(line[line.index("dropout-lab") :])


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
