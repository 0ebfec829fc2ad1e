import sys
from pathlib import Path

import pytest

from dropout_lab.causes import LONGEST, Place, cause, place_of, said
from dropout_lab.errors import ConfigError

HERE = "tests/test_causes.py, line "


def caught(function):
    """What a function raises, as it is caught."""
    with pytest.raises(BaseException) as raised:  # noqa: PT011 -- whatever it is
        function()
    return raised.value


@pytest.fixture(autouse=True)
def root(monkeypatch):
    """Files are named as seen from the root of the checkout."""
    monkeypatch.chdir(Path(__file__).parents[1])


def test_an_error_of_ones_own_is_named_with_file_line_and_code():
    """The type, the message, and the line that raised it."""
    line = cause(caught(lambda: int("seven")))
    assert line.startswith("ValueError: invalid literal for int() with base 10: 'seven'; " + HERE)
    assert line.endswith(': line = cause(caught(lambda: int("seven")))')


def test_the_innermost_error_is_named():
    """What a library says around it is gone through."""

    def wrapped():
        try:
            {}["gamma"]
        except KeyError as error:
            sys.modules["json"].JSONDecoder().decode(error)  # a library's own error, on the way

    assert cause(caught(wrapped)).startswith("KeyError: 'gamma'; " + HERE)


def test_an_error_raised_anew_by_the_user_is_named_beside_the_first():
    """Both are the user's words; the first is where it began."""

    def anew():
        try:
            return 1 / 0
        except ZeroDivisionError as error:
            raise RuntimeError("the layer gave up") from error

    line = cause(caught(anew))
    assert line.startswith("ZeroDivisionError: division by zero; " + HERE)
    assert line.endswith(", in anew: return 1 / 0; raised anew as RuntimeError: the layer gave up")


def test_an_error_that_the_user_hides_stays_hidden():
    """``raise ... from None`` is the user's own choice of what to say."""

    def hiding():
        try:
            {}["gamma"]
        except KeyError:
            raise ValueError("give a gamma") from None

    assert cause(caught(hiding)).startswith("ValueError: give a gamma; ")


@pytest.mark.parametrize("kind", [ValueError, KeyError])
def test_the_words_that_keras_puts_around_an_error_are_gone_through(kind):
    """It raises another in its place, ``from None``, with arguments and colours for a page."""

    def called():
        try:
            raise kind("no unit 7")
        except kind as error:
            message = f"Exception encountered when calling Boom.call().\n\n\x1b[1m{error}\x1b[0m\n\nArguments"
            raise kind(message).with_traceback(error.__traceback__) from None

    line = cause(caught(called))
    assert line.startswith(f"{kind.__name__}: ")
    assert "no unit 7" in line
    assert "Exception encountered" not in line
    assert "\x1b" not in line


def test_what_jax_hangs_on_an_error_is_no_cause():
    """Its frames come as an exception of its own, as the cause of the user's."""
    simplified = type("SimplifiedTraceback", (Exception,), {"__module__": "jax.errors"})

    def traced():
        raise ValueError("no unit 7") from simplified()

    assert cause(caught(traced)).startswith("ValueError: no unit 7; ")


def test_a_place_that_stands_in_the_text_alone_is_found(tmp_path):
    """XLA writes where an operation was made, without the first slash; its innermost line is the user's."""
    file = tmp_path / "my_layers.py"
    file.write_text("\n\n    return noise(inputs)\n")
    text = (
        "Detected unsupported operations __inference_5[_XlaMustCompile=true,x=1]: PyFunc {{node PyFunc}}\n"
        f'The op is created at:\nFile "{str(file)[1:]}", line 3, in disturb\n'
        f'File "{pytest.__file__[1:]}", line 1, in elsewhere\n'
    )
    assert place_of(RuntimeError(text)) == Place(str(file), 3, "disturb")
    assert cause(RuntimeError(text)) == (
        "RuntimeError: Detected unsupported operations __inference_5: PyFunc; "
        f"{file}, line 3, in disturb: return noise(inputs)"
    )


def test_a_file_that_is_no_python_is_named_with_its_line(tmp_path):
    """Python knows the place of a word it cannot read, though nothing of the file was run."""
    file = tmp_path / "my_layers.py"
    file.write_text("class Mine:\n    rate =\n")
    line = cause(caught(lambda: compile(file.read_text(), str(file), "exec")))
    assert line == f"SyntaxError: invalid syntax (my_layers.py, line 2); {file}, line 2: rate ="


def test_a_missing_module_comes_with_what_to_do():
    """Which Python lacks it: a worker's may be another than main's."""
    line = cause(caught(lambda: __import__("module_that_is_nowhere")))
    assert f"; install module_that_is_nowhere for {sys.executable}, or put its file where" in line


def test_an_error_without_a_file_of_the_users_is_named_alone():
    """Nothing of ours or of a library's is shown as the user's place."""
    assert cause(MemoryError()) == "MemoryError"
    assert place_of(MemoryError()) is None


def test_long_advice_is_cut_at_a_sentence():
    """TensorFlow's refusals hold a page of advice; what happened is the first sentence."""
    long = ValueError(f"It is not allowed. You can {'try and ' * 50}try.")
    assert said(long) == "ValueError: It is not allowed."
    assert len(said(ValueError("x" * 1000))) == LONGEST
    assert len(cause(ConfigError("x" * 1000))) == 500


def test_a_cause_is_one_line_that_acts_on_no_terminal():
    """A user's message may hold anything."""
    line = cause(ValueError("\x1b[2J\x07red\u202ealert\nsecond line"))
    assert line.isprintable()


def test_several_errors_at_once_are_named_by_the_first():
    """A group has no line of its own."""
    group = ExceptionGroup("many", [ValueError("no unit 7"), KeyError("gamma")])
    assert cause(group) == "ValueError: no unit 7"
