import pytest

from dropout_lab.config import read_command
from dropout_lab.errors import ConfigError


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty current folder; whatever a test composes leaves it as it is."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def refusal():
    """What `read_command` says, in one line, of words that cannot be."""

    def say(*lines, **options):
        with pytest.raises(ConfigError) as refused:
            read_command(lines, **options)
        message = str(refused.value)
        assert "\n" not in message
        return message

    return say
