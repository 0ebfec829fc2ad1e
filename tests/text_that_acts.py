"""Texts as strangers write them, and what of them may never reach a reader as it was."""

import random
import unicodedata

PIECES = (
    "\x1b]0;owned\x07", "\x1b[2J\x1b[1;31m", "\x9b2J", "\x7f\x08\x08", "\u202egnp.exe", "\u2066x\u2069",
    "a\u200bb", "x\u200dy", "\ufeff", "\r", "\n", "\t", "\x00", "\x85", "\u2028", "\u00ad", "\U000e0041",
    "\u3164", '=HYPERLINK("http://x","y")', "=1+1", "@SUM(1)", "+1+cmd|' /C calc'!A0", "-nan", "{{7*7}}",
    "[x](javascript:alert(1))", "\\[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "%s{0}",
    "</script><script>alert(1)</script>", "\\", "|", "`", "```", "_x_", "$x^2$", "${oc.env:HOME}", "'", '"',
    "种子", "é", "plain",
)  # fmt: skip


def nasty(number):
    """A text of a few pieces, another one for each number; control characters in each third."""
    dice = random.Random(number)
    return "".join(dice.choice(PIECES) for _ in range(dice.randrange(1, 5))) + ("\x1b[2J" * (number % 3 == 0))


def acting(content):
    """The letters of a text or of its bytes that act or that nobody sees, but line ends and tabs."""
    text = content.decode("utf-8") if isinstance(content, bytes) else content
    plain = ("\n", "\t")
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return [ascii(letter) for letter in text if letter not in plain and unicodedata.category(letter) in kinds]
