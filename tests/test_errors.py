import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab import errors

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_of_ours_ends_with_exit_code_2(kind):
    """One `except` in the command line meets them all."""
    assert issubclass(kind, errors.DropoutLabError)
    assert kind("x").exit_code == 2
    assert kind.__name__ in (errors.__doc__ or "")


@given(
    value=st.text(max_size=20), choices=st.lists(st.sampled_from(["none", "standard", "mlp"]), unique=True)
)
def test_an_unknown_name_is_answered_with_all_choices(value, choices):
    """Every name that exists stands in the message."""
    said = errors.unknown_name("dropout", value, "dropout", choices)
    assert said.startswith(f"dropout={value}: no such dropout; choose ")
    assert all(choice in said for choice in choices)
    assert bool(choices) or "(none exist)" in said
