"""Which examples are trained on."""

from typing import Annotated, Any, Self, cast

from pydantic import AfterValidator, Field, model_validator

from dropout_lab.canonical import Part, State
from dropout_lab.datasets import DatasetFacts, dataset_names, facts_of
from dropout_lab.errors import ConfigError, unknown_name
from dropout_lab.phrases import Phrase, Text, plain
from dropout_lab.recipe.numbers import PositiveInt, Seed


def _known(name: str) -> str:
    if name not in dataset_names():
        raise ConfigError(f"{unknown_name('dataset', name, 'dataset', dataset_names())}.")
    return name


class Dataset(Part):
    """Which data set; ``train_size`` and ``validation_size`` cut a stratified, seeded split."""

    name: Annotated[str, AfterValidator(_known)]
    train_size: PositiveInt | None = None
    validation_size: Annotated[int, Field(ge=0)] = 0
    split_seed: Annotated[Seed, State()] = 0

    @property
    def facts(self) -> DatasetFacts:
        """Sizes, shape and classes of the whole data set."""
        return facts_of(self.name)

    @property
    def n_train(self) -> int:
        """Examples trained on in an epoch."""
        return self.train_size or self.facts.train_examples - self.validation_size

    @model_validator(mode="before")
    @classmethod
    def _one_form(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data  # pydantic says that it is no mapping
        data = dict(cast("dict[str, Any]", data))
        held_out = data.get("validation_size", 0)
        known = str(data.get("name")) in dataset_names()
        if known and isinstance(held_out, int):
            whole = facts_of(str(data["name"])).train_examples - held_out
            if data.get("train_size") == whole:
                data["train_size"] = None
        if data.get("train_size") is None and held_out == 0:
            data["split_seed"] = 0
        return data

    @model_validator(mode="after")
    def _fits(self) -> Self:
        facts = self.facts
        if not 0 < self.n_train <= facts.train_examples - self.validation_size:
            raise ValueError(
                f"train_size={self.train_size} and validation_size={self.validation_size} do not fit "
                f"in the {facts.train_examples} training {facts.nouns.examples.en} of {self.name}"
            )
        return self

    def phrases(self) -> list[Phrase]:
        """Say which examples, how many, and how they enter the net."""
        facts, held_out = self.facts, f"{self.validation_size:,}"
        scale: str | Phrase = str(facts.scale)
        if facts.scaled:
            scale = Phrase(ROUNDED, {"scaled": str(facts.scaled), "scale": scale})
        fields = {
            "dataset": facts.title,
            "n_train": f"{self.n_train:,}",
            "n_test": f"{facts.test_examples:,}",
            "shape": " × ".join(map(str, facts.shape)),
            "scale": scale,
            "examples": facts.nouns.examples,
            "numbers": facts.nouns.numbers,
            "counter": facts.nouns.counter,
        }
        split = plain("split seed {seed}", "划分种子 {seed}", seed=str(self.split_seed))
        chosen = [split] if self.split_seed else []
        if self.validation_size:
            return [Phrase(HELD_OUT, {**fields, "n_validation": held_out}), *chosen]
        return [Phrase(WHOLE, fields), *chosen]


ROUNDED = Text("{scaled} and rounded to steps of 1/{scale}", "{scaled} 并取整到 1/{scale}")
WHOLE = Text(
    "{dataset}: {n_train} training {examples} and {n_test} test {examples} of {shape} {numbers}, divided by "
    "{scale}",
    "{dataset}：{n_train} {counter}训练{examples}、{n_test} {counter}测试{examples}，{shape} {numbers}，"
    "除以 {scale}",
)
HELD_OUT = Text(
    "{dataset}: {n_train} training {examples}, {n_validation} held out for validation, and {n_test} test "
    "{examples} of {shape} {numbers}, divided by {scale}",
    "{dataset}：{n_train} {counter}训练{examples}、留作验证的 {n_validation} {counter}{examples}、"
    "{n_test} {counter}测试{examples}，{shape} {numbers}，除以 {scale}",
)
