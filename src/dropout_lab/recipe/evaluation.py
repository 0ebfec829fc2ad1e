"""How test examples are evaluated beside the usual way, which is the dropout's own rule of inference."""

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import PlainValidator, SerializeAsAny

from dropout_lab.canonical import parse
from dropout_lab.dropout import Dropout, InfersByRate
from dropout_lab.errors import ConfigError
from dropout_lab.evaluations import EVALUATIONS, Evaluation


def _evaluation(value: object) -> Evaluation | None:
    """Read an evaluation from its settings; none of them, or no settings, is the usual way alone."""
    if value is None or isinstance(value, Evaluation):
        return value
    if not isinstance(value, Mapping):
        raise ConfigError(f"evaluation={value}: should be settings by name; see dropout-lab run --cfg job")
    data = cast("Mapping[str, object]", value)
    if not data:
        return None
    if "name" not in data:
        raise ConfigError(f"evaluation.name: missing; choose {', '.join(EVALUATIONS.names())}")
    return parse(EVALUATIONS.get(str(data["name"])), data, "evaluation")


AnyEvaluation = Annotated[SerializeAsAny[Evaluation] | None, PlainValidator(_evaluation)]
"""A field that holds one of them, or none."""


def refusal(evaluation: Evaluation, dropout: Dropout) -> str | None:
    """Say in one line why a dropout has no such evaluation; None: it has.

    Args:
        evaluation: of the recipe.
        dropout: that drops something; one of the user's own is loaded.
    """
    asked, given = f"evaluation={evaluation.name}", f"dropout={dropout.name}"
    if getattr(dropout, "source", None) == "keras":
        return f"{asked}: the noise of dropout.source=keras is the backend's; choose dropout.source=harness"
    if evaluation.rate is not None and "rate" not in type(dropout).model_fields:
        return f"evaluation.rate={evaluation.rate:g}: {given} has no rate; leave it out"
    if evaluation.rate is not None and dropout.state("rate") is None:
        return f"evaluation.rate={evaluation.rate:g}: the rate of {given} is built into its net; leave it out"
    if not evaluation.noisy:
        if not (isinstance(dropout, InfersByRate) and dropout.infers_by_rate()):
            return f"{asked}: {given} infers in one way at every rate; choose evaluation=monte_carlo"
        return None
    if not any(dropout.overrides(method) for method in ("disturb", "product", "on_data")):
        return f"{asked}: {given} has no noise in a pass through the net, so nothing to draw; leave it out"
    if (why := dropout.breaks.get("two calls differ")) is not None:
        return f"{asked}: {given} draws nothing anew, so that all passes are one: {why}"
    if dropout.by_example:
        return f"{asked}: the masks of {given} belong to training examples, and a test example has none"
    return None
