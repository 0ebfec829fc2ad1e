"""What a student of the tutorial asks, answered with numbers of the published folders, none of them typed.

Each sentence stands where its folder and its comparison are there, and says what the decision says.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dropout_lab.language import ENGLISH, level_text, metrics_in, set_in_chinese
from dropout_lab.metrics import DEFAULT_METRIC
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.publication.told_folder import Row, Told, drawing_of
from dropout_lab.report import Asked, Both, Effects, Entry, Level, Span, Trial, Tried, both, same, tell

GROUP = "tutorial"
METRIC, LOSS = DEFAULT_METRIC, "test_nll"

RECIPE = (("tutorial_claim_again", "dropout", "none"), ("tutorial_claim", "dropout", "none"))
"""Where the tutorial's own recipe was compared, the best evidence first."""

LENGTHS = ("by_epoch_again", "by_epoch")
"""Where the tutorial's own recipe was looked at epoch by epoch, the best evidence first."""

OPTIMIZERS = (
    ("adam", "optimizer_interaction", "dropout_adam", "none_adam"),
    ("sgd", "optimizer_interaction", "dropout_sgd", "none_sgd"),
)
"""Label in the catalogue, folder, treatment, control."""

RATES = ("rate_curve", "standard_", "none")
LAYERS = (
    ("front", "per_layer_rates", "front_0.2", "flat_0.2"),
    ("back", "per_layer_rates", "back_0.2", "flat_0.2"),
    ("front", "per_layer_rates", "front_0.4", "flat_0.4"),
    ("back", "per_layer_rates", "back_0.4", "flat_0.4"),
    ("input", "per_layer_rates", "flat_0.4_input", "flat_0.4"),
)
BOARD = ("leaderboard", "none")


class Found(NamedTuple):
    """A comparison with the folder that it stands in."""

    told: Told
    row: Row


def trial_of(folders: Mapping[str, Told]) -> Trial | None:
    """Return the first question about the tutorial that has claims, with what was found; None: none has."""
    known = [told for told in folders.values() if told.entry.group == GROUP and told.claims]
    if not known:
        return None
    told = min(known, key=lambda told: (told.entry.order, told.name))
    claims = [_tried(claim) for claim in told.claims]
    return Trial(told.entry, claims, _levels(told), both(lambda words: metrics_in(words)[METRIC].level_unit))


def asked_of(folders: Mapping[str, Told], trial: Trial | None) -> list[Asked]:
    """Return the questions that the folders can answer."""
    told = folders.get(trial.entry.name) if trial else None
    answers = [*(_where_from(told) if told else ()), *_useless(folders), *_how_long(folders), *_when(folders)]
    return list(answers)


def _tried(claim: Mapping[str, Any]) -> Tried:
    """A claim as its folder holds it; one about a direction has no number."""
    level, factor = claim["kind"] == "level", metrics_in(ENGLISH)[claim["metric"]].factor
    decimals = claim.get("decimals")

    def shown(value: float | None, digits: int | None) -> Both:
        if value is None or not math.isfinite(value):
            return same("")
        text = f"{factor * value:.{2 if digits is None else max(0, digits - round(math.log10(factor)))}f}"
        text = text if level or value <= 0 else f"+{text}"
        unit = "level_unit" if level else "difference_unit"
        return both(lambda words: text + getattr(metrics_in(words)[claim["metric"]], unit))

    says = Both(en=str(claim["says"]["en"]), zh=set_in_chinese(str(claim["says"]["zh"])))
    verdict = OUTCOMES[claim["verdict"]].key
    return Tried(says, verdict, shown(claim["value"], decimals), shown(claim["estimate"], None))


def _levels(told: Told) -> list[Level]:
    """Published levels beside ours, and last the level of a net without hidden layers where there is one."""
    claimed = [claim for claim in told.claims if (claim["kind"], claim["metric"]) == ("level", METRIC)]
    levels = [_level(told, claim["variant"], claim["value"]) for claim in claimed]
    linear = _linear(told)
    return [*filter(None, levels), *filter(None, [_level(told, linear, math.nan)] if linear else [])]


def _level(told: Told, variant: str, published: float) -> Level | None:
    row = told.level(variant)
    if row is None:
        return None
    factor, fields = metrics_in(ENGLISH)[METRIC].factor, {"ours": level_text(METRIC, row["mean"])}
    key = "front.levels.ours"
    if math.isfinite(published):
        key, fields["published"] = "front.levels.both", f"{factor * published:.1f}"
    return Level(_named(told, variant), factor * published, factor * row["mean"], tell(key, **fields))


def _named(told: Told, variant: str) -> Both:
    """What readers call a variant."""
    if not told.recipe(variant)["model"]["hidden_units"]:
        return tell("front.levels.linear")
    return tell(f"front.levels.{'without' if told.recipe(variant)['dropout']['name'] == 'none' else 'with'}")


def _linear(told: Told) -> str | None:
    """The variant that has no hidden layers; None: all have some."""
    names = [each["name"] for each in told.experiment["variants"]]
    return next((name for name in names if told.recipe(name)["model"].get("hidden_units") == []), None)


def _where_from(told: Told) -> Iterator[Asked]:
    """Say which net reaches a published level that the net that it speaks of does not reach."""
    name = _linear(told)
    row = told.level(name) if name else None
    for claim in told.claims:
        ours = claim["kind"] == "level" and claim["metric"] == METRIC and told.level(claim["variant"])
        wrong = claim["verdict"] in ("not reproduced", "contradicted")
        if row is None or not ours or not wrong or abs(row["mean"] - claim["value"]) > claim["tolerance"]:
            continue
        factor = metrics_in(ENGLISH)[METRIC].factor
        published = f"{factor * claim['value']:.1f}"
        fields = {
            "published": published,
            "level": level_text(METRIC, row["mean"]),
            "low": level_text(METRIC, row["ci_low"]),
            "high": level_text(METRIC, row["ci_high"]),
            "n": int(row["n"]),
            "ours": level_text(METRIC, ours["mean"]),
        }
        told_here = [tell("front.asked.where.linear", **fields), tell("front.asked.where.so", **fields)]
        yield Asked(tell("front.asked.where.question", published=published), told_here, sources=[told.entry])
        return


def _useless(folders: Mapping[str, Told]) -> Iterator[Asked]:
    """Say what dropout does on the tutorial's recipe, where else it helps, and on which other metric."""
    recipe = next(_found(folders, RECIPE), None)
    if recipe is None:
        return
    helps = [each for each in _labelled(folders, OPTIMIZERS) if each[1].row.decision == "better"]
    losses = _better_losses(folders)
    word = tell(f"front.asked.useless.{'not_everywhere' if helps or losses else 'nowhere'}")
    row = recipe.row
    images = f"{abs(row.interval.mean) * 10_000:.0f}"
    found = tell(f"front.asked.useless.{row.decision}", difference=row.difference, n=row.n, images=images)
    told = [word, found]
    told += [
        tell("front.asked.useless.elsewhere", where=label, difference=found.row.difference, n=found.row.n)
        for label, found in helps
    ]
    sources = [recipe.told.entry, *(found.told.entry for _, found in helps)]
    if losses:
        told.append(tell("front.asked.useless.losses", each=_listed(losses), n=losses[0].row.n))
        sources.append(losses[0].told.entry)
    yield Asked(tell("front.asked.useless.question"), told, sources=_once(sources))


def _how_long(folders: Mapping[str, Told]) -> Iterator[Asked]:
    """Say what the effect is along the training, in the words of its own page."""
    told = next((folders[name] for name in LENGTHS if name in folders), None)
    if told is None or told.entry.word is None:
        return
    entry, known = told.entry, told.known
    found = tell("front.asked.long.found", word=entry.word, sentence=entry.sentence, seeds=entry.counted)
    seen = [tell("front.asked.long.seen")] if known.get("runs_older_than_plan") else []
    yield Asked(tell("front.asked.long.question"), [found, *seen], sources=[entry])


def _better_losses(folders: Mapping[str, Told]) -> list[Found]:
    """The dropouts whose test NLL is better than that of the net without any."""
    name, control = BOARD
    told = folders.get(name)
    rows = [row for row in told.rows if row.metric == LOSS and row.sides[1:] == (control,)] if told else []
    return [Found(told, row) for row in rows if told and row.decision == "better"]


def _joined(labels: Sequence[Both]) -> Both:
    return both(lambda words: words("units.join.comma").join(label[words.language] for label in labels))


def _listed(found: Sequence[Found]) -> Both:
    """Name comparisons by their treatment, each with its difference."""
    each = [(one.told.label(one.row.sides[0]), one.row.difference) for one in found]
    return both(
        lambda words: words("units.join.semicolon").join(
            words("front.span", label=name[words.language], text=difference[words.language])
            for name, difference in each
        )
    )


def _when(folders: Mapping[str, Told]) -> Iterator[Asked]:
    """Show the effect by optimizer, by rate, and of where the noise stands."""
    against_none = [*_optimizers(folders), *_rates(folders)]
    if against_none:
        spans = [span for effects in against_none for span in effects.drawing.spans]
        helping = _joined([span.label for span in spans if span.outcome == "better"])
        told = tell(f"front.asked.when.{'here' if helping['en'] else 'nowhere'}", where=helping)
        yield Asked(tell("front.asked.when.question"), [told], [*against_none, *_layers(folders)])


def _optimizers(folders: Mapping[str, Told]) -> Iterator[Effects]:
    others = list(_labelled(folders, OPTIMIZERS))
    recipe = next(_found(folders, RECIPE), None)
    if recipe and others:
        yield _effects("optimizer", [(tell("front.labels.rmsprop"), recipe), *others])


def _rates(folders: Mapping[str, Told]) -> Iterator[Effects]:
    """The effect at each rate, and whether any of them helps."""
    name, kind, control = RATES
    told = folders.get(name)
    rows = [row for row in told.rows if (row.sides[1:], row.metric) == ((control,), METRIC)] if told else []
    found = [Found(told, row) for row in rows if told and row.sides[0].startswith(kind)]
    if not found:
        return
    labelled = [(tell("front.labels.rate", rate=_rate(each, each.row.sides[0])), each) for each in found]
    helping = [label for label, each in labelled if each.row.decision == "better"]
    best, each = max(labelled, key=lambda one: one[1].row.interval.mean)
    key = "helps" if helping else "never"
    said = tell(
        f"front.asked.when.{key}",
        n=len(found),
        best=best,
        difference=each.row.difference,
        where=_joined(helping),
    )
    yield _effects("rate", labelled, [said])


def _layers(folders: Mapping[str, Told]) -> Iterator[Effects]:
    found = list(_labelled(folders, LAYERS))
    if found:
        yield _effects("layer", found)


def _effects(key: str, labelled: Sequence[tuple[Both, Found]], told: Sequence[Both] = ()) -> Effects:
    spans: list[Span] = [found.row.named(label) for label, found in labelled]
    sources = _once([found.told.entry for _, found in labelled])
    title = tell(f"front.asked.when.{key}")
    return Effects(title, drawing_of([found.row for _, found in labelled], spans), told, sources)


def _labelled(
    folders: Mapping[str, Told], wanted: Sequence[tuple[str, str, str, str]]
) -> Iterator[tuple[Both, Found]]:
    """The comparisons of a list that are there, each with its label."""
    for label, *where in wanted:
        for found in _found(folders, [where]):
            yield tell(f"front.labels.{label}", rate=_rate(found, found.row.sides[1])), found


def _found(folders: Mapping[str, Told], wanted: Sequence[Sequence[str]]) -> Iterator[Found]:
    for name, treatment, control in wanted:
        told = folders.get(name)
        row = told.row(treatment, control, METRIC) if told else None
        if told and row:
            yield Found(told, row)


def _rate(found: Found, variant: str) -> str:
    """The mean rate of a variant over its hidden layers."""
    rates = found.told.recipe(variant)["dropout"].get("rate") or [0.0]
    return f"{sum(rates) / len(rates):g}"


def _once(entries: Sequence[Entry]) -> list[Entry]:
    return list({entry.name: entry for entry in entries}.values())
