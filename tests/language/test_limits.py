"""What an answer is limited by follows from its recipes, seeds and machines."""

from dataclasses import replace

from dropout_lab.evidence import analyse
from dropout_lab.experiment import Experiment
from dropout_lab.language import Words, limits_line, noise_sentence
from tests.evidence.synthetic import make_experiment, make_records

CHINESE = Words("zh")
PAIRS = [{"treatment": "dropout", "control": "none"}]


def analysed(experiment, environments=({"cpu": "a processor"},)):
    """An analysis of two seeds whose runs were trained on these machines by turns."""
    records = [
        replace(record, environment=environments[place % len(environments)])
        for place, record in enumerate(make_records(experiment, range(2)))
    ]
    return analyse(experiment, records, range(2))


def test_a_page_says_what_its_answer_rests_on():
    """One of each is said to be one; Chinese says the same numbers."""
    found = analysed(make_experiment(("none", "dropout"), comparisons=PAIRS))
    assert limits_line(found) == (
        "One net (784-512-512-10), one data set (MNIST), one optimizer (RMSprop), rate 0.45, 20 epochs, "
        "2 seeds, one engine (TensorFlow), one kind of machine (a processor). Elsewhere it may come out "
        "differently."
    )
    assert limits_line(found, CHINESE) == (
        "一种网络（784-512-512-10）、一个数据集（MNIST）、一种优化器（RMSprop）、丢弃率 0.45、20 轮、"
        "2 个种子、一种引擎（TensorFlow）、一种机器（a processor）。换一种情况，结果可能不同。"
    )


def test_what_nothing_compares_is_no_limit_of_the_answer():
    """A variant that joined as exploration does not make it two nets; several machines are counted."""
    plain = make_experiment(("none", "dropout", "small"), comparisons=PAIRS).model_dump(mode="json")
    plain["variants"][2]["recipe"]["model"]["hidden_units"] = [9, 9]
    machines = [{"device": f"card {n}", "cpu": "x"} for n in range(4)]
    line = limits_line(analysed(Experiment.parse(plain), machines))
    assert "One net (784-512-512-10)," in line
    assert "4 kinds of machine (card 0, card 1, card 2, ...)" in line


def test_the_test_images_alone_move_a_result():
    """The noise of the least and the most noisy variant, on as many images as there are."""
    found = analysed(make_experiment(("none", "dropout"), comparisons=PAIRS))
    noises = found.summary[found.summary["metric"] == "test_accuracy"]["image_noise"] * 100
    assert noise_sentence(found).startswith("With only 10,000 test images, chance alone gives ± ")
    for end in (noises.min(), noises.max()):
        assert f"{end:.2f}" in noise_sentence(found)
    assert "测试图像只有 10,000 张" in noise_sentence(found, CHINESE)
