"""Folders of results as far as an index reads them: a tutorial on trial, other questions, measurements."""

import json

LEVELS = {"none": 0.98575, "dropout": 0.98477, "linear": 0.9276}
HEAD = (
    "treatment,control,metric,n_pairs,mean_difference,ci_low_joint,ci_high_joint,margin,decision,"
    "minus_treatment,minus_control\n"
)


def variant(name, hidden=(512, 512), dropout="none", rate=()):
    """A variant as a provenance has it, as far as an index reads it."""
    return {
        "name": name,
        "recipe": {"model": {"hidden_units": list(hidden)}, "dropout": {"name": dropout, "rate": list(rate)}},
    }


def entry(folder, name, claims=None, **known):
    """A results folder; keys of the experiment stand in `experiment`."""
    experiment = {"question": "Does it help?", "question_zh": "有用吗？"} | known.pop("experiment", {})
    whole = {"answer": "It does.", "answer_zh": "有用。", "notes": [], "seeds": [0, 1, 2]}
    whole |= {"ledger": {"done": 4, "planned": 6}, "last_finished": "2026-01-02T03:04:05+00:00"} | known
    (folder / name).mkdir()
    (folder / name / "provenance.json").write_text(json.dumps({**whole, "experiment": experiment}))
    found = [{"verdict": "not reproduced"}] * 2 if claims is None else claims
    (folder / name / "claims.json").write_text(json.dumps(found))
    return folder / name


def compared(folder, *rows):
    """Write comparisons of test accuracy: treatment, control, mean, low, high, decision, minus."""
    lines = [
        f"{treatment},{control},test_accuracy,20,{mean},{low},{high},0.001,"
        f"{decision},{','.join(minus or ['', ''])}\n"
        for treatment, control, mean, low, high, decision, *minus in rows
    ]
    (folder / "comparisons.csv").write_text(HEAD + "".join(lines))


def tutorial(folder, decision="worse"):
    """The tutorial's experiment with two claims and a net without hidden layers."""
    says = {"en": "It reaches it.", "zh": "能达到。"}
    common = {"metric": "test_accuracy", "decimals": 3, "tolerance": 0.005, "says": says}
    level = {**common, "kind": "level"}
    claims = [
        {**level, "variant": "none", "value": 0.926, "estimate": 0.98575, "verdict": "not reproduced"},
        {**level, "variant": "dropout", "value": 0.983, "estimate": 0.98477, "verdict": "reproduced"},
        {**common, "kind": "direction", "value": None, "estimate": -0.001, "verdict": "contradicted"},
    ]
    variants = [
        variant("none"),
        variant("dropout", dropout="standard", rate=(0.2, 0.2)),
        variant("linear", ()),
    ]
    experiment = {"group": "tutorial", "order": 10, "asks": "better", "variants": variants}
    made = entry(folder, "tutorial_claim", claims, experiment=experiment)
    compared(made, ("dropout", "none", -0.00098, -0.0017, -0.0003, decision))
    rows = "".join(
        f"{name},test_accuracy,20,{mean},{mean - 0.0004},{mean + 0.0004}\n" for name, mean in LEVELS.items()
    )
    (made / "summary.csv").write_text("variant,metric,n,mean,ci_low,ci_high\n" + rows)
    return made


def lengths(folder, name="by_epoch_again", **known):
    """The effect of dropout by epoch, which its own page has put in words."""
    said = {"word": "It reverses", "word_zh": "会反转", "sentence": "First up, then down."}
    said |= {"sentence_zh": "先好后坏。", "seeds": [3, 4], **known}
    return entry(folder, name, [], experiment={"group": "tutorial", "asks": "epochs"}, **said)


def optimizers(folder, sgd="better"):
    """The effect of dropout by optimizer, of which SGD has the decision that is given."""
    names = ("dropout_adam", "none_adam", "dropout_sgd", "none_sgd")
    experiment = {
        "group": "when",
        "order": 10,
        "asks": "depends",
        "variants": [variant(name) for name in names],
    }
    made = entry(folder, "optimizer_interaction", [], experiment=experiment)
    compared(
        made,
        ("dropout_adam", "none_adam", 0.00057, -0.0024, 0.0036, "inconclusive"),
        ("dropout_sgd", "none_sgd", 0.00179, 0.0006, 0.003, sgd),
        ("dropout_sgd", "none_sgd", 0.0028, 0.0017, 0.0039, "better", "dropout_rmsprop", "none_rmsprop"),
    )


def rates(folder):
    """The effect of dropout at two rates, of which one is far out."""
    variants = [
        variant("none"),
        variant("standard_0.2", rate=(0.2, 0.2)),
        variant("standard_0.9", rate=(0.9, 0.9)),
    ]
    made = entry(folder, "rate_curve", [], experiment={"group": "when", "order": 20, "variants": variants})
    compared(
        made,
        ("standard_0.2", "none", -0.0009, -0.0013, -0.0004, "worse"),
        ("standard_0.9", "none", -0.056, -0.057, -0.055, "worse"),
    )


def measurements(folder, covered=0.949):
    """Coverage of intervals, seconds of an epoch on a processor and on a GPU, costs of two dropouts."""
    for name in ("calibration", "bench", "bench_gpu"):
        (folder / name).mkdir(exist_ok=True)
    rows = "".join(f"t,normal,True,{n},{covered},0.0005,160000\n" for n in (3, 5, 10, 30))
    head = "interval,differences,promised,n,coverage,standard_error,experiments\n"
    (folder / "calibration" / "coverage.csv").write_text(
        head + rows + "t,skew 2,False,5,0.88,0.0008,160000\n"
    )
    pairs = {"fit over engine/ours/2": [[3.0, 1.0], [3.1, 1.0], [2.9, 1.0]]}
    (folder / "bench" / "bench.json").write_text(json.dumps({"pairs": pairs}))
    step = {
        "of": {},
        "memory": 1.1,
        "pairs": 8,
        "cpu": "A chip",
        "commit": "abc",
        "seconds": [],
        "bytes": [1, 1],
    }
    costs = {"cheap": {**step, "time": [1.0, 1.04, 1.1]}, "dear": {**step, "time": [3.4, 3.55, 3.7]}}
    (folder / "bench" / "costs.json").write_text(json.dumps(costs))
    stack = {"precision": "tf32", "size": 100, "epochs": [0.5, 0.5]}
    gpu = {"short": {"lines": [stack]}, "fit": {"lines": [{"fit": [0.6, 0.6, 0.7]}]}}
    gpu |= {"device": {"lines": [{"device": {"kind": "A card"}}]}}
    (folder / "bench_gpu" / "bench.json").write_text(json.dumps(gpu))
