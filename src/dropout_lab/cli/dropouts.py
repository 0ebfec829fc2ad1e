"""The dropouts in families, each in a line; and those that are left out."""

from dropout_lab.cli.say import say, say_object
from dropout_lab.cli.terminal import print_folded
from dropout_lab.config_files import groups
from dropout_lab.dropout import FAMILIES, KNOWN, LAYERS, Facts, facts_of, families

KEYS = ("family", "summary", "paper", "cost", "needs")
INDENT = 4
"""Blanks before the second and later lines of what is folded."""


def print_dropouts(as_json: bool) -> None:
    """Print all choices of ``dropout=``: the control, the dropouts in families, and a user's own."""
    if as_json:
        facts = {name: facts_of(name) for name in LAYERS.names()}
        said = {name: {key: getattr(of, key) or None for key in KEYS} for name, of in facts.items()}
        say_object({"dropout": groups()["dropout"], "facts": said})
        return
    print_folded(f"none: {facts_of('none').summary}", INDENT)
    for family, members in families():
        print_folded(f"{family}: {FAMILIES[family]}", INDENT)
        for facts in members:
            print_folded(f"  {line(facts)}", INDENT)
    print_folded(f"scheduled: {FAMILIES['scheduled']}, of any of them: dropout-lab list schedule", INDENT)
    print_folded("custom: a dropout of your own, dropout.layer=module:Class", INDENT)
    say("next: dropout-lab list dropout --known")


def line(facts: Facts) -> str:
    """Say of a dropout what it does, who says so, what a step costs and what it needs."""
    said = f"{facts.name}: {facts.summary} ({facts.paper})"
    about = (("cost", facts.cost), ("needs", facts.needs))
    return "; ".join([said, *(f"{word}: {text}" for word, text in about if text)])


def print_known(as_json: bool) -> None:
    """Print the dropouts that are left out, each with the reason."""
    if as_json:
        say_object({"known": [known._asdict() for known in KNOWN]})
        return
    for known in KNOWN:
        print_folded(f"{known.name}: {known.summary} ({known.paper}); left out: {known.reason}", INDENT)
