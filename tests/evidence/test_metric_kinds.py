"""What is known of a metric by its name: its row, whoever's it is."""

import pytest

from dropout_lab.evidence import as_fraction, in_percent, is_measured, plain_name, row_of, unit_of
from dropout_lab.language import LANGUAGES, Words, metrics_in
from dropout_lab.metrics import CATALOGUE
from tests.over import over

OURS = list(CATALOGUE.values())


@over("row", OURS, ids=lambda row: row.name)
def test_the_row_of_a_metric_of_ours_is_that_of_the_catalogue(row):
    """No word in its name decides anything."""
    assert row_of(row.name) is row


@over("row", OURS, ids=lambda row: row.name)
def test_in_percent_everything_is_a_hundred_times_the_fraction(row):
    """Bounds, margin and resolution are in the unit of the column; the direction stays."""
    held = row_of(in_percent(row.name))
    assert (held.kind, held.higher_is_better) == ("percent", row.higher_is_better)
    assert (held.low, held.high) == (100 * row.low, 100 * row.high)
    assert held.margin == (None if row.margin is None else pytest.approx(100 * row.margin))
    assert unit_of(held) == pytest.approx(100 * unit_of(row))
    assert held.scale.difference == "points"


def test_a_name_told_to_be_a_fraction_has_the_bounds_of_one():
    """What the name leaves open the suffix says; bounds that are known stay."""
    told = row_of(as_fraction("zork"))
    assert (told.kind, told.low, told.high) == ("fraction", 0, 1)
    gap = next(row for row in OURS if row.low == -1)
    assert row_of(as_fraction(gap.name)).low == -1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("held", [in_percent, as_fraction])
def test_a_metric_is_shown_by_its_plain_name(held, language):
    """The suffix is for us: people read the metric's word, and its unit beside the number."""
    shown = metrics_in(Words(language))
    for name in (OURS[0].name, "wer"):
        assert shown[held(name)].name == shown[name].name
        assert shown[held(name)].level_unit == " %"


def test_one_suffix_replaces_the_other():
    """A name bears one of them at most."""
    assert in_percent(as_fraction("wer")) == in_percent("wer")
    assert as_fraction(in_percent("wer")) == as_fraction("wer")
    assert plain_name(in_percent("wer")) == plain_name("wer") == "wer"


def test_names_of_settings_are_no_measurements():
    """Two recipes under one name are seen by a column that somebody set: none of these is passed over."""
    settings = (
        "lr batch_size dropout hidden_dim epochs weight_decay top_k top_p temperature lora_rank "
        "rank_8 loss_fn num_params precision snr_db loss_weight reward_scale kl_coef iterations "
        "max_iter time_limit seed fold k depth gamma label_smoothing error_rate acc_steps model_size "
        "memory gap map config.lr params_lr budget"
    )
    assert [name for name in settings.split() if is_measured(name)] == []
    results = "test_acc val/loss wer train_runtime FID50k ep_rew_mean samples/s test_nll"
    assert [name for name in results.split() if not is_measured(name)] == []
