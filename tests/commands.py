"""The shell commands of a document, and what a shell would make of their letters."""

import re

PROGRAMS = r"(?:make|dropout-lab|sh|pip|uv|dask|\.|\.venv/bin/[\w-]+|[A-Z_]+=\S+ \w+)"
TYPED = re.compile(rf"{PROGRAMS}(?: .*)?$")
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
WILD = "[]*?(){}~#!&;<>|$"
"""What zsh or bash act on outside quotes: patterns, braces, a home, a comment, history, pipes, variables."""


def blocks(text):
    """Yield the lines of blocks for a shell: fenced without a language or as a session, or indented."""
    for info, body in re.findall(r"^```([^\n]*)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        lines = body.replace("\\\n", " ").splitlines()
        if info == "console":
            yield from (line[2:] for line in lines if line.startswith("$ "))
        elif info in ("", "sh", "bash"):
            yield from filter(None, lines)
    bare = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL).replace("\\\n", " ")
    for line in re.findall(r"^ {4,}(\S.*)$", bare, flags=re.MULTILINE):
        if TYPED.match(line):
            yield line


def spans(text):
    """Yield what stands as code inside lines and begins with a program."""
    bare = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from (span for span in SPAN.findall(bare) if TYPED.match(span))


def shown(text):
    """Yield the commands that stand by themselves: in a block, or as a cell of a table."""
    yield from blocks(text)
    for row in re.findall(r"^\|.*\|$", text, flags=re.MULTILINE):
        yield from (span for span in SPAN.findall(row) if TYPED.match(span) and " " in span)


def overrides(text):
    """Yield the words that a table of keys shows: KEY=VALUE, one or several, to be typed after `run`."""
    for row in re.findall(r"^\|.*\|$", text, flags=re.MULTILINE):
        yield from (span for span in SPAN.findall(row) if re.match(r"'?[a-z_]+(\.[\w.]+)?=", span))


def assignments(text):
    """Yield what stands as code inside lines and sets a key: KEY=VALUE, one or several."""
    bare = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from (span for span in SPAN.findall(bare) if re.match(r"'?[a-z_.]+=\S", span))


def unquoted(command):
    """Return the letters of a command that zsh or bash would act on, since no quotes are around them.

    >>> unquoted("run rate=[0.2,0.5]"), unquoted("run 'rate=[0.2,0.5]' a=1"), unquoted("run =a # why?")
    ('[]', '', '=#?')
    """
    found, quote, before = "", "", " "
    for letter in command:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in WILD or (letter == "=" and before == " "):
            found += letter
        before = letter
    return found
