import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.experiment import Experiment
from dropout_lab.plan import MOST_STACKED, epoch_flops, plan_cells, plan_runs, run_bytes, stored_bytes
from dropout_lab.recipe import parse_engine
from tests.over import over
from tests.recipes import make_recipe, recipe_data

ENGINE = {"name": "tensorflow"}
VARIANTS = {
    "none": recipe_data(dropout={"name": "none"}),
    "linear": recipe_data(model={"hidden_units": []}, dropout={"name": "none"}),
    "dropout": recipe_data(),
    "zero": recipe_data(dropout={"name": "standard", "rate": 0.0}),  # the recipe `none` again
}
seeds = st.lists(st.integers(0, 99), min_size=1, max_size=6, unique=True).map(tuple)
statuses = st.sampled_from([None, "done", "diverged", "failed"])


def question(*names, comparisons=(("dropout", "none"),)):
    """An experiment of these variants."""
    return Experiment.parse(
        {
            "name": "question",
            "question": "Does it help?",
            "variants": [{"name": name, "recipe": VARIANTS[name], "engine": ENGINE} for name in names],
            "planned_seeds": [0],
            "comparisons": [{"treatment": a, "control": b} for a, b in comparisons],
        }
    )


def places(cells):
    return [(cell.variant.name, cell.seed) for cell in cells]


@given(seeds=seeds)
def test_references_come_first_and_then_pairs(seeds):
    """Variants in no comparison first; then each two trainings complete a pair."""
    cells = plan_cells(question("none", "linear", "dropout"), seeds)
    n = len(seeds)
    assert places(cells[:n]) == [("linear", seed) for seed in seeds]
    pairs = [places(cells[at : at + 2]) for at in range(n, 3 * n, 2)]
    assert pairs == [[("none", seed), ("dropout", seed)] for seed in seeds]


@given(seeds=seeds)
def test_every_variant_meets_every_seed_once(seeds):
    """The cells are the whole grid, and each names the run that fills it."""
    experiment = question(*VARIANTS)
    cells = plan_cells(experiment, seeds)
    assert sorted(places(cells)) == sorted((name, seed) for name in VARIANTS for seed in seeds)
    assert all(cell.run_id == experiment.variant(cell.variant.name).run_id(cell.seed) for cell in cells)


@given(seeds=seeds, data=st.data())
def test_failed_runs_are_trained_again_and_finished_ones_never(seeds, data):
    """What is missing is what the store lacks or holds as failed, in the plan's order (law 5)."""
    experiment = question("none", "linear", "dropout")
    cells = plan_cells(experiment, seeds)
    known = {cell.run_id: data.draw(statuses) for cell in cells}
    stored = {run_id: status for run_id, status in known.items() if status}
    plan = plan_runs(experiment, seeds, cells, stored)
    assert plan.cells == cells
    assert plan.missing == tuple(cell for cell in cells if known[cell.run_id] in (None, "failed"))


@given(seeds=seeds)
def test_variants_with_equal_recipes_share_their_runs(seeds):
    """A run is trained once, however many variants need it."""
    experiment = question("none", "zero", "dropout")
    plan = plan_runs(experiment, seeds, plan_cells(experiment, seeds), {})
    assert len(plan.cells) == 3 * len(seeds)
    assert plan.n_runs == len(plan.missing) == 2 * len(seeds)
    assert len({cell.run_id for cell in plan.missing}) == len(plan.missing)


def test_nothing_is_missing_when_all_is_there():
    """The second run of a command trains nothing."""
    experiment = question("none", "dropout")
    cells = plan_cells(experiment, (0, 1))
    assert plan_runs(experiment, (0, 1), cells, {cell.run_id: "done" for cell in cells}).missing == ()


def test_the_steps_of_an_epoch_count_the_partial_batch():
    """1,437 images in batches of 32 are 44 whole ones and one of 29."""
    assert make_recipe().steps_an_epoch == 45
    assert make_recipe(training={"batch_size": 1_437}).steps_an_epoch == 1


def test_the_cost_of_an_epoch_is_that_of_its_matrix_products():
    """Counted by hand for 64-16-8-10: three products a layer, two for the first; evaluation forward once."""
    first, second, third = 64 * 16, 16 * 8, 8 * 10
    training = 2 * (2 * first + 3 * second + 3 * third)
    forward = 2 * (first + second + third)
    assert epoch_flops(make_recipe()) == pytest.approx(1_437 * training + (360 + 1_437) * forward)


def test_the_cost_of_a_linear_model_has_no_gradient_of_its_input():
    """One layer: forward and the kernel's gradient."""
    linear = make_recipe(model={"hidden_units": []}, dropout={"name": "none"})
    assert epoch_flops(linear) == pytest.approx(1_437 * 4 * 640 + (360 + 1_437) * 2 * 640)


@over(
    ("dropout", "training", "inference"),
    [
        ({"name": "standard", "rate": 0.2}, 1, 1),
        ({"name": "dropout_k", "rate": 0.2, "k": 5}, 5, 1),
        ({"name": "r_drop", "rate": 0.2}, 2, 1),
        ({"name": "expectation_linear", "rate": 0.2}, 2, 1),
        (
            {"name": "multi_sample", "rate": 0.2, "samples": 5},
            1 + 4 * 3 * 80 / (2 * 1024 + 3 * 128 + 3 * 80),
            1,
        ),
        ({"name": "gradient"}, 1, 1),
        ({"name": "masksembles", "masks": 3}, 1, 3),
    ],
)
def test_the_cost_of_an_epoch_counts_passes(dropout, training, inference):
    """Whole nets, a head of 8 x 10 weights, and nets at inference."""
    once = 2 * (2 * 1024 + 3 * 128 + 3 * 80)
    forward = 2 * (1024 + 128 + 80)
    found = epoch_flops(make_recipe(dropout=dropout))
    assert found == pytest.approx(1_437 * once * training + (360 + 1_437) * forward * inference)


def test_what_runs_take_on_the_disk_grows_with_epochs_and_with_a_checkpoint():
    """A row each; a checkpoint of one stack, however many runs there are."""
    plain = plan_cells(question("none", "dropout"), range(1_000))
    assert 1_000 * 2_000 < stored_bytes(plain) < 1_000 * 50_000
    stacked = {"name": "jax", "checkpoint_epochs": 1}
    kept = [
        cell._replace(variant=cell.variant.model_copy(update={"engine": parse_engine(stacked)}))
        for cell in plain
    ]
    each = run_bytes(kept[0].variant.recipe, "float32")
    assert stored_bytes(kept) == stored_bytes(plain) + MOST_STACKED * each
