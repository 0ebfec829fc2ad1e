"""The word that answers a question, and its sentence of at most 25 words, follow from interval and margin."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from dropout_lab.evidence import Sweep, analyse, compare_values, rows_reply, standing
from dropout_lab.evidence.replies import MEANS
from dropout_lab.experiment import Experiment
from dropout_lab.language import ENGLISH, LANGUAGES, Words, headline
from dropout_lab.language.replies import headline_of
from dropout_lab.language.reply_parts import Telling, length, tidy
from dropout_lab.publication.wording import in_words_of_today
from dropout_lab.results_folder import given_provenance, read_experiment, read_results, results_folders
from tests.evidence.synthetic import make_experiment, make_records
from tests.language.test_answers import asking
from tests.over import over

RESULTS = Path(__file__).parents[2] / "results"
CHINESE = Words("zh")
LABELS = {"a": "with dropout", "b": "without dropout", "c": "rate 0.5"}

SHIFTS = {
    "better": 0.005,
    "worse": -0.005,
    "slightly_better": 0.0011,
    "slightly_worse": -0.0011,
    "same": 0.0,
    "open": 0.0009,
}
"""Mean differences that stand so, with twelve pairs that spread by 0.0004 and a margin of 0.001."""


def row(stands, treatment="a", control="b", margin=0.001, n=12):
    """A comparison that stands so."""
    spread = 0.0004 * np.resize([-1.0, 1.0], n) * (8 if stands == "open" else 1)
    values = 0.98 + SHIFTS[stands] + spread, np.full(n, 0.98)
    return compare_values(
        treatment, control, "test_accuracy", values, unit=1e-4, margin=margin, family_size=1
    )


def telling(words=ENGLISH, **more):
    """What a comparison of these names is told with."""
    return Telling(words, LABELS, **more)


def said(asks, *rows, words=ENGLISH):
    """Word and sentence of some comparisons."""
    return headline_of(rows_reply(rows, asks), telling(words))


@over("stands", SHIFTS)
def test_a_comparison_stands_where_its_interval_does(stands):
    """Off zero beyond the margin or across it, inside it, or neither."""
    assert standing(row(stands)) == stands


@over(
    ("asks", "words"),
    [
        ("better", "Yes|No|Slightly|No|No difference that matters|Can't tell yet"),
        ("change", "Yes|Yes|Slightly|Slightly|No difference that matters|Can't tell yet"),
        ("depends", "It depends|It depends|It depends, slightly|It depends, slightly|No|Can't tell yet"),
        ("same", "No|No|No|No|Yes|Can't tell yet"),
        ("copies", f"{'A difference that is luck|' * 4}No difference, as it should be|Can't tell yet"),
        ("difference", "Better|Worse|Slightly better|Slightly worse|No difference that matters|Can't tell yet"),  # noqa: E501
    ],
)  # fmt: skip
def test_each_cell_of_the_grid_has_its_word(asks, words):
    """What is asked times where the interval stands; under three pairs there is no such cell."""
    assert [said(asks, row(stands)).word for stands in SHIFTS] == words.split("|")
    assert said(asks, row("better", n=2)).word == "Too few seeds"


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        ("better", "有提高|没有提高|略有提高|没有提高|没有值得在意的差别|还看不出来"),
        ("same", "不相同|不相同|不相同|不相同|相同|还看不出来"),
        ("depends", "确实有关|确实有关|略有关系|略有关系|无关|还看不出来"),
    ],
)  # fmt: skip
def test_each_cell_has_its_chinese_word(asks, words):
    """Written for the question, not translated from yes and no."""
    assert [said(asks, row(stands), words=CHINESE).word for stands in SHIFTS] == words.split("|")
    assert said(asks, row("better", n=2), words=CHINESE).word == "种子太少"


def test_a_sentence_says_how_far_and_no_more():
    """Size and way without sign and brackets where it is told from zero, else with its sign."""
    assert said("better", row("worse")).sentence == (
        "With dropout the net is worse: 0.50 points lower (0.47 to 0.53)."
    )
    assert said("better", row("slightly_better")).sentence == (
        "With dropout the net is slightly better: 0.11 points higher (0.08 to 0.14), "
        "perhaps too little to matter."
    )
    assert said("better", row("same")).sentence == (
        "With dropout: 0.00 points (-0.03 to 0.03), too little to matter."
    )
    assert said("better", row("open", "c")).sentence.startswith("With rate 0.5: +0.09 points (-0.12 to 0.30)")


def test_levels_and_images_stand_in_the_sentence_where_they_fit():
    """The richest sentence of at most 25 words; a long label takes their place."""
    known = {"levels": {("a", "b", "test_accuracy"): (0.975, 0.98)}, "images": 10_000}
    reply = rows_reply([row("worse")], "better")
    assert headline_of(reply, telling(**known)).sentence == (
        "With dropout the net is worse: 97.50 % against 98.00 % without dropout, 0.50 points lower "
        "(0.47 to 0.53), 50 more wrong images of 10,000."
    )
    long = Telling(ENGLISH, {"a": f"with {'very ' * 9}much dropout", "b": "without dropout"}, **known)
    assert headline_of(reply, long).sentence == (
        f"With {'very ' * 9}much dropout the net is worse: 0.50 points lower (0.47 to 0.53)."
    )


def test_what_is_mixed_says_both():
    """Half an answer is no answer: each word stands with what it holds for."""
    answer = said("same", row("open"), row("same", "c"))
    assert (answer.kind, answer.word) == ("mixed", "With rate 0.5 yes; with dropout can't tell yet")
    assert answer.sentence.startswith("With rate 0.5: 0.00 points (-0.03 to 0.03); with dropout: +0.09 (")
    many = said("better", row("slightly_better"), *(row("same", f"v{n}") for n in range(3)), row("open"))
    assert many.word == "Slightly in 1 of 5"
    assert many.sentence == (
        "With dropout: slightly better, +0.11 points (0.08 to 0.14); of the other 4, 3 no different, 1 open."
    )


def test_two_controls_are_told_each_with_how_the_net_stands():
    """A word that only counts is followed by what it holds for, and by what the other comparison says."""
    against = row("same"), row("open", control="c")
    answer = said("better", *against)
    assert answer.word == "No difference that matters in 1 of 2"
    assert answer.sentence == (
        "With dropout against the net without dropout: no different, 0.00 points (-0.03 to 0.03); "
        "against rate 0.5: open, +0.09 (-0.12 to 0.30)."
    )
    chinese = said("better", *against, words=CHINESE).sentence
    assert chinese.endswith("；对 rate 0.5：还看不出来。")
    long = Telling(ENGLISH, {name: f"with dropout of {name}" for name in "abc"})
    told = headline_of(rows_reply(against, "better"), long).sentence
    assert "no different; against" in told
    assert told.endswith(": open.")


@pytest.mark.parametrize("asks", ["change", "depends", "same"])
def test_one_difference_that_is_shown_settles_whether_there_is_any(asks):
    """And leaves no comparison out: the others are counted."""
    answer = said(asks, row("open", "c"), row("same"), row("worse"))
    assert answer.kind == ("no" if asks == "same" else "yes")


def test_many_against_one_control_name_the_highest():
    """A sweep is answered for all of its values."""
    rows = [row("worse", name) for name in ("p", "q", "r")] + [row("slightly_worse", "c")]
    reached = {(r.treatment, "b", "test_accuracy"): (0.98 + r.mean_difference, 0.98) for r in rows}
    answer = headline_of(rows_reply(rows, "difference"), telling(levels=reached))
    assert answer.word == "Worse"
    assert answer.sentence == (
        "Of 4 against the net without dropout 1 slightly worse, 3 worse; the highest is the net "
        "without dropout: 98.00 %."
    )


RATES = {"b": 0.0, "c1": 0.1, "c2": 0.2, "c5": 0.5, "c9": 0.9}


def over_rates(*stands, values=RATES, key="dropout.rate", words=ENGLISH, levels=0.98, **more):
    """Word and sentence of a sweep whose points stand so against `b`, in the order of their rates."""
    names = [name for name in values if name != "b"][: len(stands)]
    rows = [row(stand, name) for stand, name in zip(stands, names, strict=True)]
    rows += [row(stand, *pair) for pair, stand in more.get("beside", {}).items()]
    points = {name: (values[name],) for name in ("b", *names)}
    sweep = Sweep("curve", (key,), points, more.get("lines", dict.fromkeys(points, "")))
    named = {name: f"{'丢弃率' if words is CHINESE else 'rate'} {value:g}" for name, value in values.items()}
    reached = {(r.treatment, r.control, r.metric): (levels + r.mean_difference, levels) for r in rows}
    return headline_of(rows_reply(rows, "difference", sweep), Telling(words, named, levels=reached))


@pytest.mark.parametrize(
    ("stands", "word", "chinese"),
    [
        ("worse worse", "No rate helps", "哪个丢弃率都没有帮助"),
        ("same slightly_worse worse", "No rate helps", "哪个丢弃率都没有帮助"),
        ("open worse", "No rate is shown to help", "没有看到哪个丢弃率有帮助"),
        ("better better", "Every rate helps", "每个丢弃率都有帮助"),
        ("slightly_better slightly_better", "Every rate helps slightly", "每个丢弃率都略有帮助"),
        ("better worse", "Rate 0.1 is best", "丢弃率 0.1 最好"),
        ("slightly_better same worse", "Rate 0.1 helps slightly", "丢弃率 0.1 略有帮助"),
        ("open better better", "Rate 0.2 and rate 0.5 help", "丢弃率 0.2 和丢弃率 0.5 有帮助"),
        ("better better better open", "3 of 4 help", "4 项中 3 项有帮助"),
        ("same same", "No difference that matters", "没有值得在意的差别"),
        ("open open", "Can't tell yet", "还看不出来"),
    ],
)
def test_a_sweep_is_answered_by_whether_any_value_helps(stands, word, chinese):
    """Against the net without: none, none shown, which, or how many; never that one is worse."""
    assert over_rates(*stands.split()).word == word
    assert over_rates(*stands.split(), words=CHINESE).word == chinese


@pytest.mark.parametrize(
    ("stands", "word"),
    [
        ("worse worse", "No other learning rate is better"),
        ("open worse", "No other learning rate is shown to be better"),
        ("better better", "Every other learning rate is better"),
        ("same better", "Rate 0.2 is better"),
    ],
)
def test_where_the_control_has_a_value_another_is_better(stands, word):
    """Nothing helps where there is something on both sides."""
    values = {"b": 0.3, "c1": 0.1, "c2": 0.2}
    assert over_rates(*stands.split(), values=values, key="optimizer.learning_rate").word == word


def test_a_key_without_a_word_of_its_own_has_values():
    """Whatever is swept."""
    assert over_rates("worse", "worse", key="optimizer.momentum").word == "No value helps"


def test_one_value_is_best_only_where_decisions_put_it_above_all_others():
    """Equivalent to nothing is not below it; a comparison between two values decides between them."""
    assert over_rates("better", "same").word == "Rate 0.1 helps"
    assert over_rates("better", "better").word == "Every rate helps"
    assert over_rates("better", "better", "worse", beside={("c1", "c2"): "better"}).word == "Rate 0.1 is best"


def test_points_of_several_lines_are_counted():
    """Two nets have rate 0.1: no word names one of them as the rate."""
    values = {"b": 0.0, "c1": 0.1, "c2": 0.1, "c5": 0.5}
    answer = over_rates("same", "better", "worse", values=values)
    assert answer.word == "1 of 3 helps"


def test_a_sweep_that_was_not_wholly_compared_says_only_what_was():
    """Nothing is said of a value that nobody compared with the control."""
    points = {name: (value,) for name, value in RATES.items()}
    sweep = Sweep("curve", ("dropout.rate",), points, dict.fromkeys(points, ""))
    rows = [row("worse", "c1"), row("worse", "c2")]
    assert headline_of(rows_reply(rows, "difference", sweep), telling()).word == "Worse"


def test_all_on_one_side_says_how_far_by_stretches_of_the_key():
    """Joint intervals, at least and at most; parted where the differences grow most, by a factor of two."""
    far = {"b": 0.0, "c1": 0.1, "c2": 0.2, "c5": 0.5, "c9": 0.9}
    assert over_rates("worse", "slightly_worse", "worse", "worse", values=far).sentence == (
        "All 4 are worse than rate 0 (98.00 %): by 0.08 to 0.53 points."
    )
    grown = over_rates("slightly_worse", "slightly_worse", "slightly_worse", "worse")
    assert grown.sentence == (
        "All 4 are worse than rate 0 (98.00 %): by 0.08 to 0.14 points up to rate 0.5, by 0.47 to 0.53 at "
        "rate 0.9."
    )
    chinese = over_rates("slightly_worse", "slightly_worse", "worse", "worse", words=CHINESE)
    assert chinese.sentence == (
        "4 项都比丢弃率 0（98.00 %）更差：丢弃率不超过 0.2 时相差 0.08 至 0.14 个百分点，"
        "从 0.5 起相差 0.47 至 0.53。"
    )


def test_what_is_better_is_named_with_its_size_and_the_others_are_counted():
    """And where nothing is, how much better any may still be."""
    assert over_rates("slightly_better", "same", "worse", "worse").sentence == (
        "With rate 0.1: +0.11 points (0.08 to 0.14); of the other 3, 2 worse, 1 no different."
    )
    assert over_rates("open", "same", "worse", "worse").sentence == (
        "Of 4 against rate 0 2 worse, 1 no different, 1 open; none is better by more than 0.30 points."
    )


def test_copies_of_one_recipe_are_told_by_their_recipes():
    """No difference is as it should be; one that is shown is luck."""
    plain = make_experiment().model_dump(mode="json")
    copy = {**plain["variants"][1], "name": "copy"}
    copy["recipe"] = {**copy["recipe"], "randomness": {**copy["recipe"]["randomness"], "salt": 1}}
    variants = [plain["variants"][1], copy]
    pair = [{"treatment": "copy", "control": plain["variants"][1]["name"]}]
    experiment = Experiment.parse({**plain, "variants": variants, "comparisons": pair, "asks": "same"})
    answer = headline(analyse(experiment, make_records(experiment, range(20)), range(20)))
    assert answer.word in ("No difference, as it should be", "A difference that is luck", "Can't tell yet")
    assert answer.word != "Yes"


@over("asks", [*MEANS, "ranks", "how much", "epochs", "selection"])
@over("seeds", [0, 1, 5])
def test_whatever_is_asked_is_answered_from_the_first_run_on(asks, seeds):
    """Without a run, over few seeds and without evidence of its kind."""
    experiment = asking(make_experiment(), asks if asks not in ("copies", "differences") else "same")
    found = analyse(experiment, make_records(experiment, range(seeds)), range(max(seeds, 1)))
    for language in LANGUAGES:
        answer = headline(found, Words(language))
        assert answer.word
        assert answer.sentence
        assert answer.kind == ("unknown" if not seeds else "few" if seeds < 3 else answer.kind)
        assert length(answer.sentence, language) <= {"en": 25, "zh": 90}[language]


@cache
def published(name):
    """The analysis of a results folder, in the words of its question today."""
    folder = RESULTS / name
    experiment, seeds = read_experiment(folder)
    return in_words_of_today(analyse(experiment, read_results(folder), seeds), given_provenance(folder))[0]


EXAMPLES = {
    "tutorial_claim": (
        "No. With dropout the net is slightly worse: 98.48 % against 98.58 %, 0.10 points lower "
        "(0.03 to 0.17), ten more wrong images of 10,000.",
        "没有提高。加 Dropout 略差：98.48 %，不加 Dropout 为 98.58 %，低 0.10 个百分点（0.03 至 0.17），"
        "即每 1 万张多错约 10 张。",
    ),
    "by_epoch": (
        "No reversal seen. With dropout the net is behind at epochs 17, 18 and 20, never ahead; elsewhere no "
        "difference shows.",
        "没有看到反转。加 Dropout 只在第 17、18、20 轮较差，没有哪一轮较好；其余各轮看不出差别。",
    ),
    "optimizer_interaction": (
        "It depends. The effect is +0.18 points with SGD, -0.10 with RMSprop; they differ by 0.28 "
        "(0.17 to 0.39); with Adam: can't tell yet.",
        "确实有关。用 SGD 时效应为 +0.18 个百分点，用 RMSprop 时为 -0.10，两者相差 0.28（0.17 至 0.39）；"
        "用 Adam 还看不出来。",
    ),
    "replayed_shuffle": (
        "Can't tell yet. The effect is -0.051 points with a repeated order, -0.10 with fresh orders; telling "
        "takes hundreds of seeds.",
        "还看不出来。顺序重复时效应为 -0.051 个百分点，每轮新顺序时为 -0.10；要分清需要几百个种子。",
    ),
    "test_set_selection": (
        "It flatters one side. Picking the best test epoch adds 0.09 points with dropout (0.03 to 0.16), "
        "0.02 without dropout; picking by validation adds nothing visible.",
        "只美化一方。挑最好的测试轮，加 Dropout 时多 0.09 个百分点（0.03 至 0.16），不加 Dropout 时多 0.02；"
        "用验证集挑则看不出变化。",
    ),
    "poke": (
        "About half. Changing one of 669,706 weights by 0.1 % brings back 46 % (at least 13 %) of the "
        "variance between seeds.",
        "大约一半。669,706 个权重里只改一个、只改 0.1 %，就重现种子间方差的 46 %（至少 13 %）。",
    ),
    "variance": (
        "All three matter. Of the variance, interplay included, at least: batch order 73 %, masks 34 %, "
        "initial weights 20 %; 20 seeds cannot rank them.",
        "三者都有作用。连同相互作用，在方差中至少占：批次顺序 73 %、掩码 34 %、初始权重 20 %；"
        "20 个种子排不出名次。",
    ),
    "null_control": (
        "No difference, as it should be. Two copies of one recipe differ by +0.02 points (-0.04 to 0.08), "
        "inside the 0.10 we call nothing.",
        "没有差别，理应如此。同一配方的两份相差 +0.02 个百分点（-0.04 至 0.08），在 0.10 以内，不算差别。",
    ),
    "engines": (
        "Without dropout yes; with dropout can't tell yet. Without dropout: +0.02 points (-0.02 to 0.06); "
        "with dropout: -0.05 (-0.12 to 0.01); about 31 more seeds would tell.",
        "不加 Dropout 相同；加 Dropout 还看不出来。不加 Dropout：+0.02 个百分点（-0.02 至 0.06）；"
        "加 Dropout：-0.05（-0.12 至 0.01）；大约再加 31 个种子就能分清。",
    ),
    "engines_again": (
        "Yes. On JAX the net reaches 98.47 %, on TensorFlow 98.45 %: +0.02 points (-0.01 to 0.05), too "
        "little to matter.",
        "相同。JAX 为 98.47 %，TensorFlow 为 98.45 %，相差 +0.02 个百分点（-0.01 至 0.05），不必在意。",
    ),
}
"""What a reader's review of ten pages proposed, in the sense and with the numbers of the published runs."""


PAGES = [folder.name for folder in results_folders(RESULTS)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "names",
    [pytest.param([*EXAMPLES], marks=pytest.mark.short), pytest.param(PAGES, marks=pytest.mark.slow)],
    ids=len,
)
def test_every_published_answer_is_short_and_in_people_s_words(names, language):
    """At most 25 words, no name of a variant, no bracket of an interval; one sentence."""
    for name in names:
        answer = headline(published(name), Words(language))
        for text in answer[1:]:
            assert not re.search(r"[_\[\]]", text), (name, text)
            assert tidy(text, language) == text
        assert length(answer.sentence, language) <= {"en": 25, "zh": 90}[language], (name, answer.sentence)
        assert answer.sentence.count(". " if language == "en" else "。") == (language == "zh"), (
            answer.sentence
        )
        assert length(answer.word, language) <= {"en": 10, "zh": 32}[language], (name, answer.word)


@over("name", EXAMPLES)
def test_ten_answers_are_those_that_a_reader_asked_for(name):
    """In both languages, word for word, from the published runs."""
    answers = tuple(headline(published(name), words).text for words in (ENGLISH, CHINESE))
    assert answers == EXAMPLES[name]
