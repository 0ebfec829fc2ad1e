from hypothesis import given
from hypothesis import strategies as st

from dropout_lab import errors
from tests.letters import ANY
from tests.over import over

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, Warning)
]


@over("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_of_ours_ends_with_exit_code_2(kind):
    """One `except` in the command line meets them all."""
    assert issubclass(kind, errors.DropoutLabError)
    assert kind("x").exit_code == 2
    assert kind.__name__ in (errors.__doc__ or "")


@given(
    value=st.text(ANY, max_size=20),
    choices=st.lists(st.sampled_from(["none", "standard", "mlp"]), unique=True),
)
def test_an_unknown_name_is_answered_with_all_choices(value, choices):
    """Every name that exists stands in the message, which is one line whatever was asked for."""
    said = errors.unknown_name("dropout", value, "dropout", choices)
    typed = value if value.isprintable() else value.encode("unicode_escape").decode()
    assert said.startswith(f"dropout={typed}: no such dropout; choose ")
    assert said.isprintable()
    assert all(choice in said for choice in choices)
    assert bool(choices) or "(none exist)" in said


def test_of_many_names_the_first_are_listed_the_others_counted_and_the_nearest_is_found_among_all():
    """A table of 136 columns whose last is meant: its name stands in the line, and 112 are only counted."""
    names = [f"column_{number:03}" for number in range(135)] + ["z_accuracy"]
    said = errors.unknown_name("metric", "accuracy", "column", names)
    assert "choose column_000, column_001, " in said
    assert "column_023 and 112 more; nearest: z_accuracy" in said
    assert "column_024" not in said


def test_a_name_of_any_length_leaves_the_line_readable():
    """A tracker may put a whole configuration into a name; what is shown of it stays short."""
    said = errors.unknown_name("seed", "seed", "column", ["x" * 1_000_000, "seeds"])
    assert len(said) < 300
    assert said.endswith("nearest: seeds")
