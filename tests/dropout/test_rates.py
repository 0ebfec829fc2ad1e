"""What people read of a rate is what acts: masks have it in steps of 1/65536."""

import pytest

from dropout_lab.causes import cause
from dropout_lab.dropout import RateNow
from dropout_lab.dropout.rates import acting
from dropout_lab.keras_ops import ops
from dropout_lab.language import Words, said
from tests.over import over
from tests.recipes import make_recipe


@over("rate", [0.0, 0.001, 0.01, 0.1, 0.2, 1 / 3, 0.5, 0.8, 0.999])
def test_a_usual_rate_is_said_as_it_was_given(rate):
    """It is met within 1 %, and so is what is kept."""
    assert acting(rate) == rate


@over(
    ("dropout", "says"),
    [
        ({"name": "standard", "rate": 0.00001}, "rate 1.526e-05 (keeps 0.999985)"),
        ({"name": "standard", "rate": 0.99999}, "rate 0.999985 (keeps 1.526e-05)"),
        ({"name": "standard", "rate": [0.00002, 0.2]}, "rates 1.526e-05, 0.2"),
        ({"name": "standard", "source": "keras", "rate": 0.00001}, "rate 1e-05 (keeps 0.99999)"),
        ({"name": "random_rate", "rate": 0.00001}, "from 0 to 1.526e-05"),
        ({"name": "gradient", "rate": 0.00001}, "rate 1.52588e-05"),
        ({"name": "targeted_units", "rate": 0.00001}, "dropped at rate 1.52588e-05"),
    ],
)
def test_a_rate_that_lanes_meet_badly_is_said_as_it_acts(dropout, says):
    """Between two steps nothing acts as given; Keras's own layer has no steps. The recipe keeps the given."""
    recipe = make_recipe(model={"hidden_units": [16, 8]}, dropout=dropout)
    assert says in " ".join(said(phrase, Words("en")) for phrase in recipe.dropout.phrases())
    given, asked = recipe.dropout.rate, dropout["rate"]
    assert given in (asked, (asked,) * 2, tuple(asked) if isinstance(asked, list) else None)


AS_A_NUMBER = {
    "u > at.rate": lambda u, rate: u > rate,
    "ops.less(u, at.rate)": lambda u, rate: ops.less(u, rate),
    "1 - at.rate": lambda _, rate: 1 - rate,
    "u * at.rate": lambda u, rate: u * rate,
    "ops.multiply(u, at.rate)": lambda u, rate: ops.multiply(u, rate),
    "float(at.rate)": lambda _, rate: float(rate),
    "at.rate.value": lambda _, rate: rate.value,
}


@over("used", AS_A_NUMBER)
def test_a_rate_that_is_taken_for_a_number_says_what_to_write(used):
    """Whoever ports a layer compares and divides by `rate`; each way is one line with the right word."""
    rate = RateNow(ops.convert_to_tensor(13107, dtype="uint32"))
    with pytest.raises(
        (TypeError, AttributeError), match=r"^at\.rate.*write at\.rate\.fraction\(at\.dtype\)"
    ):
        AS_A_NUMBER[used](ops.ones((2, 3)), rate)


def test_the_recipes_rates_in_a_formula_name_the_rate_of_the_place(tmp_path):
    """`self.rate` holds one number for each layer, which nothing can be subtracted from."""
    path = tmp_path / "mine.py"
    path.write_text("def disturb(self, inputs):\n    return inputs * (1 - self.rate)\n", encoding="utf-8")
    space = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), space)
    layer = make_recipe(model={"hidden_units": [16, 8]}, dropout={"name": "standard", "rate": 0.2}).dropout
    with pytest.raises(TypeError) as raised:
        space["disturb"](layer, 1.0)
    assert cause(raised.value).endswith("the rate is at.rate.fraction(at.dtype)")
