"""Which engine trains, and how exactly it multiplies matrices."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import Field, SerializeAsAny, model_validator

from dropout_lab.canonical import Part, Wanted, parse
from dropout_lab.choices import Listed, chosen
from dropout_lab.datasets import Nouns
from dropout_lab.phrases import Phrase, Text
from dropout_lab.recipe.numbers import PositiveInt

Precision = Annotated[
    Literal["float32", "float64"],
    Wanted("should be float32, or float64 for checks; tf32 and bfloat16 need engine=jax"),
]

Threads = Annotated[
    int,
    Field(ge=1, le=1024),
    Wanted(
        "should be the threads of one worker, 1 to 1024: each takes memory, and more than cores help none"
    ),
]


class EngineChoice(Part):
    """Base of the engines: what can change the distribution of an outcome, and threads, which cannot.

    All else is environment, recorded with a run and in no hash.
    """

    name: str
    precision: str = "float32"
    threads: Threads = 1

    title: ClassVar[str]
    """What people call it."""

    shuffle: ClassVar[str]
    """Who shuffles: ``harness``, or ``keras``."""

    backend: ClassVar[str] = "tensorflow"
    """Keras's backend in the engine's process."""

    packages: ClassVar[tuple[str, ...]] = ("tensorflow", "keras", "numpy")
    """Packages whose versions can change a run's bits."""

    stacks: ClassVar[bool] = False
    """Whether several runs of one program train at once, with an optimizer's numbers as state."""

    compiles: ClassVar[bool] = True
    """Whether an epoch is one compiled program."""

    @property
    def may_use_gpu(self) -> bool:
        """Whether it trains on a GPU where there is one."""
        return False

    def canonical(self) -> dict[str, Any]:
        """What of the engine can change the distribution of an outcome."""
        return {"name": self.name, "precision": self.precision, "shuffle": self.shuffle}

    @model_validator(mode="before")
    @classmethod
    def _own_keys_alone(cls, data: Any) -> Any:
        """Leave out keys of other engines at their defaults, as old documents have; refuse other values."""
        if not isinstance(data, dict):
            return data  # pydantic says that it is no mapping
        kept: dict[str, Any] = {}
        for key, value in cast("dict[str, Any]", data).items():
            owners = [kind for kind in ENGINES.kinds() if key in kind.model_fields]
            if key in cls.model_fields or not owners:
                kept[key] = value
            elif value != owners[0].model_fields[key].default:
                names = " or ".join(str(kind.model_fields["name"].default) for kind in owners)
                raise ValueError(f"engine.{key}={value} needs engine={names}")
        return kept

    def phrases(self, nouns: Nouns) -> list[Phrase]:
        """Say which engine trained, and in which precision."""
        text = BY_KERAS if self.shuffle == "keras" else BY
        fields = {"engine": self.title, "precision": PRECISIONS[self.precision], "examples": nouns.examples}
        return [Phrase(text, fields)]


class Tensorflow(EngineChoice):
    """The fast default: an epoch is one compiled program."""

    name: Literal["tensorflow"] = "tensorflow"
    precision: Precision = "float32"

    title: ClassVar[str] = "TensorFlow"
    shuffle: ClassVar[str] = "harness"


class Jax(EngineChoice):
    """Stacks of runs, on a CPU or on GPUs.

    Environment are ``device``, how many runs a ``stack`` has (``auto``: what the device's memory and the plan
    allow), and after how many epochs a stack is kept so that an interrupted one goes on there
    (``checkpoint_epochs``).
    """

    name: Literal["jax"] = "jax"
    precision: Literal["float32", "tf32", "bfloat16", "float64"] = "float32"
    device: Literal["auto", "cpu", "gpu"] = "auto"
    stack: Annotated[
        PositiveInt | Literal["auto"], Wanted("should be auto, or how many runs train at once, 1 or more")
    ] = "auto"
    checkpoint_epochs: PositiveInt | None = None

    title: ClassVar[str] = "JAX"
    shuffle: ClassVar[str] = "harness"
    backend: ClassVar[str] = "jax"
    packages: ClassVar[tuple[str, ...]] = ("jax", "jaxlib", "keras", "numpy")
    stacks: ClassVar[bool] = True

    @property
    def may_use_gpu(self) -> bool:
        """Whether it trains on a GPU where there is one."""
        return self.device != "cpu"


class KerasFit(EngineChoice):
    """The textbook's plain `fit`, as control and yardstick."""

    name: Literal["keras_fit"] = "keras_fit"
    precision: Precision = "float32"
    shuffle: Literal["harness", "keras"] = "harness"  # pyrefly: ignore[bad-override]

    title: ClassVar[str] = "Keras"
    compiles: ClassVar[bool] = False


ENGINES: Listed[EngineChoice] = Listed("engine", Tensorflow, Jax, KerasFit)
"""The engines that there are, by name."""

AnyEngine = Annotated[SerializeAsAny[EngineChoice], chosen(ENGINES, EngineChoice, "tensorflow")]
"""A field that holds one of them."""


def engine_choice(name: str = "tensorflow", **settings: Any) -> EngineChoice:
    """Return the choice of an engine by its name.

    Raises:
        ConfigError: no such engine, or a setting that it does not have.
    """
    return parse_engine({"name": name, **settings})


def parse_engine(data: Mapping[str, Any]) -> EngineChoice:
    """Validate plain data, as composed or as stored.

    Raises:
        ConfigError: one line that names the key, the value received and what would be accepted.
    """
    return parse(ENGINES.get(str(data.get("name"))), data, "engine")


BY = Text("trained by the engine {engine} in {precision}", "由引擎 {engine} 以 {precision} 训练")
BY_KERAS = Text(
    "trained by the engine {engine} in {precision}, the {examples} shuffled by Keras",
    "由引擎 {engine} 以 {precision} 训练，{examples}由 Keras 打乱",
)
PRECISIONS = {
    "float32": Text("float32", "float32"),
    "float64": Text("float64", "float64"),
    "tf32": Text(
        "float32, the inputs of matrix products rounded to TF32 (on a GPU by its tensor cores, elsewhere in "
        "the program)",
        "float32（矩阵乘积的输入舍入为 TF32：GPU 上由张量核心完成，其他设备上在程序中完成）",
    ),
    "bfloat16": Text(
        "float32, the inputs of matrix products rounded to bfloat16 (by a GPU's tensor cores or a processor "
        "that multiplies it, elsewhere in the program)",
        "float32（矩阵乘积的输入舍入为 bfloat16：由 GPU 的张量核心或支持 bfloat16 乘法的处理器完成，"
        "其他设备上在程序中完成）",
    ),
}
