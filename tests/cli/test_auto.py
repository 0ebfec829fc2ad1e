import json

import pytest

pytestmark = pytest.mark.slow  # whole campaigns, if with pretended training

SWEEP = ("run", "-m", "dataset=digits", "training.epochs=2", "dropout.rate=0,0.5", "name=auto")


def unclear(seed):
    """An effect of either sign, never settled."""
    return 0.01 * (-1) ** seed


def seeds_of(trainer):
    return sorted({seed for _, seed in trainer.asked})


def test_auto_stops_when_nothing_is_inconclusive(lab, trainer):
    """An effect far above its spread needs one round of five seeds."""
    said = lab(*SWEEP, "seeds=auto")
    assert said.code == 0, said.err
    assert seeds_of(trainer) == [0, 1, 2, 3, 4]
    assert "seeds=auto: 5 of at most 50 seeds: settled" in said.err
    assert "rate=0.5 is better than rate=0" in said.out


def test_auto_goes_on_by_rounds_to_its_cap(lab, trainer):
    """What stays inconclusive ends at the cap, and says so."""
    trainer.effect = unclear
    said = lab(*SWEEP, "seeds=auto:15")
    assert seeds_of(trainer) == list(range(15))
    assert "5 of at most 15 seeds: 1 of 1 inconclusive, so 5 more" in said.err
    assert "10 of at most 15 seeds: 1 of 1 inconclusive, so 5 more" in said.err
    assert "is inconclusive" in said.out


def test_auto_may_settle_in_a_later_round(lab, trainer):
    """Each round is judged with all that came before."""
    trainer.effect = lambda seed: 0.02 if seed else -0.1
    said = lab(*SWEEP, "seeds=auto:50")
    n = len(seeds_of(trainer))
    assert 5 < n < 50
    assert n % 5 == 0
    assert f"seeds=auto: {n} of at most 50 seeds: settled" in said.err


def test_a_look_on_the_way_is_never_a_plain_t_interval(lab, trainer):
    """Even fewer seeds than a file planned were looked at: the sequence, and a word of it."""
    said = lab("run", "experiment=quickstart", "seeds=auto", "--json")
    found = json.loads(said.out)
    assert len(found["seeds"]) == 5
    assert {row["method"] for row in found["comparisons"] + found["summary"]} == {"sequence"}
    assert "allows for looking on the way (seeds=auto, after every 5 seeds)" in found["answer"]


def test_the_same_auto_command_trains_nothing_and_answers_the_same(lab, trainer):
    """What is stored is walked through in the same rounds."""
    trainer.effect = unclear
    first = lab(*SWEEP, "seeds=auto:10", "--json")
    asked = len(trainer.asked)
    again = lab(*SWEEP, "seeds=auto:10", "--json")
    assert len(trainer.asked) == asked == 20
    assert json.loads(again.out) == json.loads(first.out)


def test_an_interrupted_auto_goes_on_where_it_stopped(lab, trainer, monkeypatch):
    """A round that was cut short is filled up before the next is judged."""
    trainer.effect = unclear
    whole = type(trainer).__call__
    monkeypatch.setattr(
        "dropout_lab.campaign.run_tasks", lambda c, tasks, *rest: whole(trainer, c, tasks[:3], *rest)
    )
    lab(*SWEEP, "seeds=auto:5")
    monkeypatch.setattr("dropout_lab.campaign.run_tasks", trainer)
    lab(*SWEEP, "seeds=auto:10")
    assert len(trainer.asked) == len(set(trainer.asked)) == 20


def test_seeds_after_auto_are_looks_too(lab, trainer):
    """Who has looked cannot plan afterwards: more seeds keep the sequence."""
    trainer.effect = unclear
    lab(*SWEEP, "seeds=auto:5")
    found = json.loads(lab(*SWEEP, "seeds=20", "--json").out)
    assert len(found["seeds"]) == 20
    assert {row["method"] for row in found["comparisons"]} == {"sequence"}


def test_auto_is_not_the_plan_of_the_file(lab, trainer):
    """An experiment that planned its seeds is published with them alone."""
    said = lab("run", "experiment=quickstart", "seeds=auto", "--publish")
    assert said.code == 2
    assert "no unaltered experiment" in said.err.splitlines()[-1]


@pytest.mark.parametrize("words", [["dataset=digits"], ["experiment=variance"]], ids=" ".join)
def test_auto_needs_something_to_settle(refusal, words):
    """Nothing compared, nothing decided: a number is asked for."""
    assert refusal("run", *words, "seeds=auto").startswith("seeds=auto: nothing is compared")


def test_a_dry_run_says_what_is_needed_from_what_is_stored(lab, trainer):
    """How many seeds do I need? A range, by the stored pairs; before there are any, by the usual spread."""
    assert "  to settle  0.1 points: about " in lab(*SWEEP, "seeds=8", "--dry-run").err
    trainer.effect = lambda seed: 0.002 + 0.004 * (-1) ** seed
    lab(*SWEEP, "seeds=8")
    said = lab(*SWEEP, "--dry-run").err
    (needs,) = (line for line in said.splitlines() if "to settle" in line)
    assert "  to settle  rate=0.5 - rate=0: " in needs
    assert " seeds in all (so far +0.20 points, spread 0.43 points, 8 pairs)" in needs
    assert "(by the spread of 8 stored pairs)" in said
    usual = lab("run", "-m", "dropout.rate=0,0.5", "--dry-run").err
    assert "  to settle  0.1 points: about 20 seeds" in usual
    clear = (
        "run",
        "-m",
        "dataset=digits",
        "training.epochs=3",
        "dropout.rate=0,0.5",
        "name=clear",
        "seeds=3",
    )
    trainer.effect = lambda seed: 0.02 + 0.0001 * seed
    lab(*clear)
    assert "  settled    rate=0.5 - rate=0: better (+2.0" in lab(*clear, "--dry-run").err


def test_a_dry_run_names_claims_that_no_seeds_can_reproduce(lab, trainer, folder):
    """A tolerance below what the published runs and their rounding allow is said before training."""
    words = ("run", "experiment=tutorial_claim", "--dry-run")
    assert "hardly reproduced" not in lab(*words).err
    trainer.effect = lambda seed: 0.01 * (-1) ** seed
    lab("run", "experiment=tutorial_claim", "seeds=8")
    assert (
        "The claim difference can be refuted, but hardly reproduced: at the spread seen here"
        in lab(*words).err
    )


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (lambda _seed: 0.02, "settled after 5 seeds, of 10 at most. It looked after every 5 seeds"),
        (unclear, "stopped at its cap of 10 seeds, with 1 comparison still inconclusive. It looked"),
    ],
    ids=["settled", "cap"],
)
def test_the_report_says_how_many_seeds_auto_took_and_shows_the_interval_first(lab, trainer, effect, said):
    """Looking is said to be allowed for, and a mean at a stop, which leans outward, comes second."""
    trainer.effect = effect
    found = json.loads(lab(*SWEEP, "seeds=auto:10", "--json").out)
    assert any(said in note for note in found["notes"])
    assert found["answer"].index("interval") < found["answer"].index(" around ")
