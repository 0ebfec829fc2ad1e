"""A question, its variants, seeds, comparisons and claims: what one YAML of `experiments/` says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, field_validator, model_validator

from dropout_lab.canonical import LISTS, AddedLater, Part, Wanted, Wording, digest, parse
from dropout_lab.foreign import is_free_name, visible
from dropout_lab.metrics import DEFAULT_METRIC, metric
from dropout_lab.recipe import AnyEngine, Positive, Recipe, Seed, run_ids

MetricName = Annotated[str, AfterValidator(lambda name: metric(name).name)]
MarginName = Annotated[str, AfterValidator(lambda name: metric(name, "margins").name)]


def _seen(name: str) -> str:
    if visible(name) != name:
        raise ValueError(f"variants={visible(name)}: has letters that nobody sees; leave them out")
    return name


def _worded(label: str) -> str:
    if label != visible(label) or "_" in label or len(label) > LONGEST_LABEL:
        raise ValueError(
            f"label={visible(label)}: should be what people call it, in at most {LONGEST_LABEL} letters, "
            "none of them _"
        )
    return label


LABEL = AfterValidator(_worded)

LONGEST_LABEL = 60
"""Letters of a label: some ten words, more than half of a sentence's."""

Name = Annotated[
    str,
    AfterValidator(_seen),
    Field(pattern=r"^[\w.,=+\- ()\[\]]{1,120}$"),
    Wanted("should be a name for a variant: letters, digits and . , = - _"),
]

Asks = Literal[
    "difference", "better", "change", "same", "ranks", "depends", "how much", "epochs", "selection"
]
"""What a question asks, and so which word answers it.

Of the primary metric: what the differences are; whether each treatment does better; whether any makes a
difference; whether all sides are the same; which variant may rank first. Else: whether an effect depends on
where it is seen, how much of the spread between seeds comes from where, whether the sign changes with the
epochs, or what choosing the epoch does.
"""

Group = Literal["tutorial", "when", "luck", "trust", "other"]
"""Where an index lists a question; ``when``: when dropout helps."""

ExperimentName = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.=,\-]{0,120}$"),
    Wanted("should be a name for a folder: letters, digits and . , = - _"),
]

LAST = 999  # place of a question in its group where its file gives none

ROUND = 5
"""Seeds that ``seeds=auto`` adds at a time."""


class Label(Part):
    """What people call a variant or a comparison, in the languages of the reports; zh: as in English.

    It completes a sentence, as in *with dropout*, *on JAX* or *rate 0.5*.
    """

    en: Annotated[str, Field(min_length=1), LABEL]
    zh: Annotated[str, LABEL] = ""

    def said_in(self, language: str) -> str:
        """Return it in a language."""
        return self.zh if language == "zh" and self.zh else self.en


class Variant(Part):
    """A recipe and an engine with a name inside an experiment."""

    name: Name
    recipe: Recipe
    engine: AnyEngine
    label: Annotated[Label | None, Wording(), AddedLater()] = None

    def run_id(self, seed: int) -> str:
        """The run that this variant needs for a seed."""
        return self.run_ids([seed])[0]

    def run_ids(self, seeds: Sequence[int]) -> list[str]:
        """The runs that this variant needs for some seeds."""
        return run_ids(self.recipe, seeds, self.engine)


def comparison_label(treatment: str, control: str, minus_treatment: str = "", minus_control: str = "") -> str:
    """Return a comparison's name, an interaction's with both its effects.

    >>> comparison_label("dropout", "none"), comparison_label("a", "b", "c", "d")
    ('dropout - none', '(a - b) - (c - d)')
    """
    plain = f"{treatment} - {control}"
    return f"({plain}) - ({minus_treatment} - {minus_control})" if minus_treatment else plain


class Sides(Part):
    """Two variants to be set against each other: treatment minus control."""

    treatment: Name
    """The variant that is asked about."""
    control: Name
    """The variant that it is set against."""

    @model_validator(mode="after")
    def _two_sides(self) -> Self:
        if self.treatment == self.control:
            raise ValueError(f"comparison {self.treatment} - {self.control}: a variant against itself")
        return self


class Comparison(Sides):
    """Treatment minus control, paired by seed, on each of its metrics.

    Where it names none, on the experiment's. With ``minus`` it is an interaction: (treatment - control)
    minus (minus.treatment - minus.control).
    """

    metrics: Annotated[tuple[MetricName, ...], LISTS] = (DEFAULT_METRIC,)
    """What is compared; each counts as a comparison."""
    minus: Annotated[Sides | None, AddedLater()] = None
    """Another effect that is taken away from this one: does the effect depend on where it is seen?"""
    label: Annotated[Label | None, Wording(), AddedLater()] = None
    """What sentences call it."""

    @property
    def variants(self) -> tuple[str, ...]:
        """The two variants that the comparison needs, or the four of an interaction."""
        others = (self.minus.treatment, self.minus.control) if self.minus else ()
        return (self.treatment, self.control, *others)

    @property
    def name(self) -> str:
        """The comparison by the names of its variants."""
        return comparison_label(*self.variants)

    @model_validator(mode="after")
    def _two_effects(self) -> Self:
        if self.minus and self.minus.model_dump() == {"treatment": self.treatment, "control": self.control}:
            raise ValueError(f"comparison {self.name}: an effect against itself")
        return self


class Says(Part):
    """A claim's sentence in our wording, in both languages of the reports."""

    en: str
    zh: str


class Source(Part):
    """Where a claim was published."""

    text: str
    section: str
    url: str | None = None


class Claim(Part):
    """A published sentence with a number, its source and a tolerance, in the metric's unit.

    Where it names no metric it speaks of the experiment's. ``explains`` names a variant whose level may be
    where a published level comes from: a reader is shown it, and nothing follows from it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    """Its short name: small letters, digits and _."""
    says: Says
    source: Source
    kind: Literal["level", "difference", "direction"]
    """level: the value of one variant; difference: of treatment minus control; direction: which is better."""
    variant: Name | None = None
    """Of a level: the variant that it speaks of."""
    treatment: Name | None = None
    """Of a difference or direction: the variant that is said to be better, or worse."""
    control: Name | None = None
    """Of a difference or direction: the variant that it is set against."""
    metric: MetricName = DEFAULT_METRIC
    """The metric that it speaks of."""
    value: float | None = None
    """The published number, in the metric's unit: 0.926 is 92.6 %; a direction has none."""
    tolerance: Positive = 0.005
    """How near to it counts as the same."""
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    """Decimals that it was published with, so that its rounding is allowed for."""
    published_runs: Annotated[int, Field(ge=1)] | None = None
    """Runs behind it, whose chance is allowed for; without it, it is said of the recipe itself."""
    explains: Annotated[Name | None, Wording(), AddedLater()] = None
    """Of a level: the variant whose own level may be where the published number comes from; for readers."""

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants that the claim speaks of."""
        return tuple(filter(None, (self.variant, self.treatment, self.control)))

    @model_validator(mode="after")
    def _kind_has_its_parts(self) -> Self:
        pair = self.treatment is not None and self.control is not None
        if self.kind == "level" and (self.variant is None or pair):
            raise ValueError(f"claim {self.id}: a level names one variant")
        if self.kind != "level" and (self.variant is not None or not pair):
            raise ValueError(f"claim {self.id}: a {self.kind} names treatment and control")
        if self.explains is not None and self.kind != "level":
            raise ValueError(f"claim {self.id}: explains={self.explains}: only a level is explained by one")
        if (self.value is None) != (self.kind == "direction"):
            raise ValueError(f"claim {self.id}: a level and a difference have a value, a direction none")
        if self.kind == "difference" and self.value and self.tolerance >= abs(self.value):
            raise ValueError(
                f"claim {self.id}: tolerance {self.tolerance:g} is not smaller than the claimed "
                f"difference {self.value:g}, so that no difference at all would reproduce it"
            )
        return self


class Experiment(Part):
    """A question with everything that is fixed before its first run (law 8).

    With ``auto`` the planned seeds are the most that it takes: they come in rounds of `ROUND`, until no
    comparison is inconclusive. ``metric`` is the primary one: that of every comparison and claim that names
    none, whose margin is the catalogue's unless ``margins`` says another.
    """

    name: ExperimentName
    question: str
    variants: Annotated[tuple[Variant, ...], Field(min_length=1, strict=False)]
    planned_seeds: Annotated[tuple[Seed, ...], Field(min_length=1, strict=False)]
    auto: Annotated[bool, AddedLater()] = False
    metric: Annotated[MetricName, AddedLater()] = DEFAULT_METRIC
    comparisons: Annotated[tuple[Comparison, ...], LISTS] = ()
    margins: dict[MarginName, Positive] = Field(default_factory=lambda: _usual_margins(DEFAULT_METRIC))
    claims: Annotated[tuple[Claim, ...], LISTS] = ()
    asks: Annotated[Asks, Wording()] = "difference"
    question_zh: Annotated[str, Wording()] = ""
    group: Annotated[Group, Wording(), AddedLater()] = "other"
    order: Annotated[int, Field(ge=1, le=LAST), Wording(), AddedLater()] = LAST
    see: Annotated[tuple[ExperimentName, ...], LISTS, Wording(), AddedLater()] = ()

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        """Validate plain data; raises ConfigError with one line."""
        return parse(cls, data)

    @field_validator("asks", mode="before")
    @classmethod
    def _asks_what_is_known(cls, asks: object) -> object:
        """Read what another version asks as the plainest question: it decides words alone, and no number."""
        return asks if asks in get_args(Asks) else "difference"

    @field_validator("name")
    @classmethod
    def _name_that_is_free(cls, name: str) -> str:
        if not is_free_name(name):
            raise ValueError(f"name={name}: is the name of a file or folder in results/; choose another")
        return name

    @model_validator(mode="before")
    @classmethod
    def _primary_metric_where_none_is_named(cls, data: Any) -> Any:
        """Give comparisons, claims and margins that name no metric the experiment's."""
        if not isinstance(data, Mapping):
            return data  # pydantic says that it is no mapping
        primary = str(data.get("metric", DEFAULT_METRIC))
        return {
            **data,
            "comparisons": _named(data.get("comparisons", ()), "metrics", [primary]),
            "margins": data.get("margins", _usual_margins(primary)),
            "claims": _named(data.get("claims", ()), "metric", primary),
        }

    @field_validator("planned_seeds")
    @classmethod
    def _each_seed_once(cls, seeds: tuple[int, ...]) -> tuple[int, ...]:
        twice = [seed for seed, times in Counter(seeds).items() if times > 1]
        if twice:
            raise ValueError(f"seeds: {', '.join(map(str, twice[:5]))} given twice; name each seed once")
        return seeds

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        names = [variant.name for variant in self.variants]
        if len(set(names)) < len(names):
            raise ValueError(f"variants: a name is used twice among {', '.join(names)}")
        spoken = [
            *((f"comparison {c.name}", c.variants) for c in self.comparisons),
            *((f"claim {claim.id}", claim.variants) for claim in self.claims),
            *((f"claim {claim.id}: explains", (claim.explains,)) for claim in self.claims if claim.explains),
        ]
        for where, wanted in spoken:
            for name in wanted:
                if name not in names:
                    raise ValueError(f"{where}: no variant {name}; choose {', '.join(names)}")
        return self

    @model_validator(mode="after")
    def _auto_can_stop(self) -> Self:
        if self.auto and not self.comparisons:
            raise ValueError("seeds=auto: nothing is compared, so nothing would settle it; give a number")
        return self

    @model_validator(mode="after")
    def _can_be_measured(self) -> Self:
        asked = [*((c.variants, name) for c in self.comparisons for name in c.metrics)]
        asked += [(claim.variants, claim.metric) for claim in self.claims]
        for names, name in asked:
            blind = [variant for variant in names if not self.variant(variant).recipe.dataset.validation_size]
            if metric(name).needs_validation and blind:
                raise ValueError(f"{name}: variant {blind[0]} has no validation images; give it some")
            if metric(name).needs_evaluation and not any(self.variant(n).recipe.evaluation for n in names):
                raise ValueError(
                    f"{name}: no evaluation beside the usual one has {' or '.join(names)}; give one of them "
                    "evaluation=monte_carlo"
                )
        return self

    @model_validator(mode="after")
    def _directions_are_compared(self) -> Self:
        planned = {
            (c.treatment, c.control, name) for c in self.comparisons if not c.minus for name in c.metrics
        }
        for claim in self.claims:
            if claim.kind == "direction" and (claim.treatment, claim.control, claim.metric) not in planned:
                raise ValueError(
                    f"claim {claim.id}: a direction is read from a comparison; plan {claim.treatment} - "
                    f"{claim.control} on {claim.metric} too"
                )
        return self

    def question_in(self, language: str) -> str:
        """The question in a language; in English where there is no translation."""
        return self.question_zh if language == "zh" and self.question_zh else self.question

    def variant(self, name: str) -> Variant:
        """The variant of that name."""
        return next(variant for variant in self.variants if variant.name == name)

    @property
    def compared(self) -> frozenset[str]:
        """Names of the variants that some planned comparison needs."""
        return frozenset(name for c in self.comparisons for name in c.variants)

    @property
    def family_size(self) -> int:
        """M of the joint level: planned comparisons on their metrics, and claims with a number."""
        return sum(len(c.metrics) for c in self.comparisons) + sum(
            claim.value is not None for claim in self.claims
        )

    @property
    def unplanned(self) -> tuple[str, ...]:
        """Names of the variants beside those that are decided about; none where nothing is decided."""
        return self.exploratory if self.family_size else ()

    @property
    def exploratory(self) -> tuple[str, ...]:
        """Names of the variants that no comparison and no claim speaks of."""
        named = self.compared.union(*(claim.variants for claim in self.claims))
        return tuple(variant.name for variant in self.variants if variant.name not in named)

    @property
    def plan_hash(self) -> str:
        """SHA-256 of all that is fixed before the data: seeds, comparisons, margins, claims.

        Of the variants it holds those that these name: another one is exploratory, and may join later.
        Where nothing is compared or claimed, the variants themselves are the plan.
        """
        left_out = self.exploratory
        if len(left_out) == len(self.variants):
            return digest(self.canonical())
        kept = [variant.canonical() for variant in self.variants if variant.name not in left_out]
        return digest({**self.canonical(), "variants": kept})


def _usual_margins(primary: str) -> dict[str, float]:
    """The smallest difference that matters on the primary metric, where the catalogue names one."""
    margin = metric(primary).margin
    return {} if margin is None else {primary: margin}


def _named(parts: Any, key: str, value: object) -> Any:
    """Set a key in each of some parts that lacks it; what is no list of mappings stays as it is."""
    if not isinstance(parts, list | tuple):
        return parts
    return [{key: value, **part} if isinstance(part, Mapping) else part for part in parts]
