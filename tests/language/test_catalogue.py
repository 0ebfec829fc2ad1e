"""Both languages say everything, with the same fields; a mistake in a file or a key is loud."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from dropout_lab.language import ENGLISH, LANGUAGES, Words
from dropout_lab.language.catalogue import CHINESE as LETTERS
from dropout_lab.language.catalogue import DIALECTS, _entries, rooms
from tests.over import over

ROOT = Path(__file__).parents[2]
CHINESE = Words("zh")
PHRASES = ("config", "datasets", "dropout", "evaluations", "models", "recipe", "regularizers", "schedules")
"""Packages whose phrases stand beside what they describe."""

HALF_WIDTH = re.compile(f"[{LETTERS}] ?[,.;:!?()]|[,.;:!?(] ?[{LETTERS}]")
SPACED = re.compile(f"[{LETTERS}] [{LETTERS}]")


def test_both_languages_have_the_same_files():
    """A room of the report is written in English and in Chinese."""
    assert {rooms(language) for language in LANGUAGES} == {rooms("en")}


def test_both_languages_have_the_same_keys():
    """No sentence of one language is missing in the other; a dialect may say more otherwise in one."""
    plain = (
        {key for key in words.keys if key.partition(".")[0] not in DIALECTS} for words in (ENGLISH, CHINESE)
    )
    assert set.symmetric_difference(*plain) == set()


def test_both_languages_fill_in_the_same_fields():
    """A number that one language tells, the other tells too; ``n`` may stand in one form alone."""
    unequal = {
        key: (ENGLISH.fields(key), CHINESE.fields(key))
        for key in ENGLISH.keys
        if key in CHINESE and ENGLISH.fields(key) != CHINESE.fields(key)
    }
    assert unequal == {}


def test_chinese_is_chinese():
    """A text left in English by mistake would have no Chinese character, and some words."""
    plain = {
        key: text
        for key in CHINESE.keys
        for text in [str(CHINESE._entry(key))]
        if not any("\u4e00" <= letter <= "\u9fff" for letter in text) and text == str(ENGLISH._entry(key))
    }
    long = {key: text for key, text in plain.items() if len(text.split()) > 3}
    assert long == {}


def chinese_texts():
    """Every text in Chinese that a report can show: where it stands, and the text with its fields as 0."""
    for key in CHINESE.keys:
        entry = CHINESE._entry(key)
        yield from ((key, form) for form in ([entry] if isinstance(entry, str) else entry.values()))
    for package in PHRASES:
        for file in sorted((ROOT / "src" / "dropout_lab" / package).rglob("*.py")):
            nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            texts = (node.value for node in nodes if isinstance(node, ast.Constant))
            yield from ((file.name, text) for text in texts if isinstance(text, str))
    for file in sorted((ROOT / "experiments").glob("*.yaml")):
        yield file.name, yaml.safe_load(file.read_text(encoding="utf-8")).get("question_zh", "")


def test_chinese_has_chinese_punctuation_and_no_space_between_its_letters():
    """Beside a Chinese letter stands no ASCII comma, stop, colon or bracket; between two no space."""
    texts = [(where, re.sub(r"{[^{}]*}", "0", text)) for where, text in chinese_texts()]
    texts = [(where, text) for where, text in texts if re.search("[\u4e00-\u9fff]", text)]
    assert len(texts) > 400
    assert [pair for pair in texts if HALF_WIDTH.search(pair[1]) or SPACED.search(pair[1])] == []


RETIRED = (
    *("界值", "论断", "不能确定", "胜出机会", "被挽救", "被弄错", "硬币", "四侧", "加盐", "成叠", "拨动"),
    *("处理减对照", "符号的改变", "有多意外", "比率"),
)
"""Chinese that a reader stumbled over: lab slang, English word by word, a second word for one thing."""


def test_one_thing_has_one_chinese_word():
    """Neither the reports nor the README go back to words that were given up; *比率* is 丢弃率."""
    readme = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    texts = [*chinese_texts(), ("README.zh-CN.md", readme)]
    found = [(where, word) for where, text in texts for word in RETIRED if word in text]
    assert found == []


def test_a_space_is_for_latin_letters_alone():
    """A tolerance that ends in Chinese joins what follows; one in nats is set off."""
    for tolerance, said in (("0.5 个百分点", "相差 0.5 个百分点以内"), ("0.02 nats", "相差 0.02 nats 以内")):
        assert CHINESE("page.claims.within", tolerance=tolerance) == said


def test_a_count_chooses_its_form():
    """One pair, two pairs; Chinese needs no plural and has the number all the same."""
    assert ENGLISH("units.pairs", n=1) == "1 pair of seeds"
    assert ENGLISH("units.pairs", n=0) == "0 pairs of seeds"
    assert CHINESE("units.pairs", n=1) == "1 对种子"


@over("words", [ENGLISH, CHINESE])
@over("dialect", DIALECTS)
def test_a_dialect_says_what_the_rest_says_in_other_words(words, dialect):
    """Each of its keys is one of the language, and fills in nothing that the language does not."""
    spoken = [key.partition(".")[2] for key in words.keys if key.startswith(f"{dialect}.")]
    assert spoken
    for key in spoken:
        assert key in words, key
        assert words.speaking(dialect).fields(key) <= words.fields(key), key
        assert words.speaking(dialect)._entry(key) != words._entry(key), key


def test_a_dialect_leaves_the_rest_as_it_is():
    """Pairs of what is called no seed are pairs; a margin is a margin."""
    spoken = ENGLISH.speaking("unseeded")
    assert [spoken("units.pairs", n=n) for n in (0, 1, 2)] == ["0 pairs", "1 pair", "2 pairs"]
    assert spoken("units.never") == "never"
    assert spoken is ENGLISH.speaking("unseeded")
    assert ENGLISH("units.pairs", n=2) == "2 pairs of seeds"


def test_of_two_dialects_the_last_is_heard():
    """What it does not say otherwise, the first says."""
    spoken = ENGLISH.speaking("judged", "unseeded")
    assert spoken("units.pairs", n=2) == "2 pairs"
    assert spoken("page.terms.margin") == ENGLISH.speaking("judged")("page.terms.margin")
    assert spoken("page.terms.margin") != ENGLISH("page.terms.margin")
    assert repr(spoken) == "Words('en', 'judged', 'unseeded')"


@pytest.mark.parametrize("key", ["units", "units.nothing", "nothing.at_all", "units.pairs.one"])
def test_a_key_without_words_is_an_error(key):
    """A typing mistake never shows as an empty place in a report."""
    with pytest.raises(KeyError, match="no words for"):
        ENGLISH(key, n=1)
    assert key not in ENGLISH


def test_a_field_that_nobody_gave_is_an_error():
    """Words with a hole are not shown."""
    with pytest.raises(KeyError):
        CHINESE("units.pairs")


def test_an_unknown_language_is_an_error():
    """The languages that exist are named."""
    with pytest.raises(ValueError, match="choose en, zh"):
        Words("fr")
    with pytest.raises(ValueError, match="choose judged, unseeded, unpaired"):
        Words("en", "pirate")


@over("found", [True, 5, None, {}, ["a"], {"a": {"b": 0.5}}, {True: "no"}])
def test_what_is_no_text_is_an_error(found):
    """YAML reads yes, 5 and an empty line as other things than texts."""
    with pytest.raises(ValueError, match="should be a text"):
        dict(_entries("units", found))
