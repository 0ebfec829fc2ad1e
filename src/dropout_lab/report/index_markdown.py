"""The index of all experiments in Markdown, in English: the same as its page."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from dropout_lab.report.bilingual import Both, outcome, tell
from dropout_lab.report.front import Asked, Effects, Entry, Front, SharedRuns, Trial
from dropout_lab.results_folder import INDEX_MARK
from dropout_lab.tables import escaped


def index_readme(front: Front) -> str:
    """Return the index in Markdown."""
    parts: list[Sequence[str]] = [
        [INDEX_MARK, f"# {_said('front.title' if front.trial else 'page.index.title')}", ""],
        ["The same as a page: [index.html](index.html), in English and Chinese.", ""],
        [] if front.entries else [_said("page.index.empty"), ""],
        [*_trial(front.trial)] if front.trial else [],
        *([*_asked(asked)] for asked in front.asked),
        *([*_group(key, entries)] for key, entries in front.groups.items()),
        _shared(front.shared),
    ]
    return "\n".join(line for part in parts for line in part)


def _trial(trial: Trial) -> Iterator[str]:
    """The answer, the levels as claimed and found, and each claim with its verdict."""
    yield from (_answer(trial.entry), "", _said("front.trial.intro", n=trial.entry.counted), "")
    if trial.levels:
        yield from ("| | test accuracy |", "| :-- | :-- |")
        yield from (f"| {_md(level.label)} | {_md(level.text)} |" for level in trial.levels)
        yield ""
    yield from (f"| {_said('front.trial.claim')} | published | here | verdict |", "| :-- | --: | --: | :-- |")
    for claim in trial.claims:
        cells = (claim.says, claim.published, claim.ours, outcome(claim.verdict))
        yield f"| {' | '.join(map(_md, cells))} |"
    yield from ("", f"{_said('front.whole')}: {_link(trial.entry)}", "")


def _asked(asked: Asked) -> Iterator[str]:
    yield from (f"## {_md(asked.question)}", "", " ".join(map(_md, asked.told)), "")
    for effects in asked.effects:
        yield from _effects(effects)
    if asked.sources:
        yield from (f"{_said('front.from')} {', '.join(map(_link, asked.sources))}", "")


def _effects(effects: Effects) -> Iterator[str]:
    yield from (f"**{_md(effects.title)}** {' '.join(map(_md, effects.told))}".rstrip(), "")
    yield from (f"| | {_said('front.effect')} | {_said('front.found')} | |", "| :-- | :-- | :-- | --: |")
    for span in effects.drawing.spans:
        cells = (span.label, span.text, span.word, span.of)
        yield f"| {' | '.join(map(_md, cells))} |"
    yield from ("", f"{_said('front.from')} {', '.join(map(_link, effects.sources))}", "")


def _group(key: str, entries: Sequence[Entry]) -> Iterator[str]:
    yield from (f"## {_said(f'front.groups.{key}')}", "")
    yield from ("| question | answer | over | last run |", "| :-- | :-- | --: | :-- |")
    for entry in entries:
        question = f"[{_md(entry.question)}]({_address(entry)})"
        counted = _md(entry.counted) + (f"; {_md(entry.open)}" if entry.open else "")
        claims = ", ".join(f"{n} {outcome(verdict)['en']}" for verdict, n in entry.verdicts.items())
        answer = _answer(entry) + (f" {_said('front.claims')} {claims}." if claims else "")
        yield f"| {question} | {answer} | {counted} | {entry.date} |"
    yield ""


def _shared(shared: SharedRuns) -> list[str]:
    """Lines about runs that several experiments list; none where none do."""
    if not shared.groups:
        return []
    anew = f" {_said('page.index.shared_anew')}"
    rows = [
        f"| {n} | {', '.join(f'{escaped(name)} ({escaped(variant)})' for name, variant in places.where)}"
        f"{anew if places.trained_anew else ''} |"
        for places, n in shared.groups.items()
    ]
    listed, different = f"{shared.listed:,}", f"{shared.different:,}"
    intro = _said("page.index.shared_intro", listed=listed, different=different)
    heads = ["| runs | stand in |", "| --: | :-- |"]
    return [f"## {_said('page.index.shared')}", "", intro, "", *heads, *rows, ""]


def _answer(entry: Entry) -> str:
    """The word of an answer, where it has one, and its sentence."""
    return f"**{_md(entry.word)}.** {_md(entry.sentence)}" if entry.word else _md(entry.sentence)


def _address(entry: Entry) -> str:
    page = entry.page if entry.page.endswith(".md") else "README.md"
    return f"{quote(entry.name)}/{page}"


def _link(entry: Entry) -> str:
    return f"[{escaped(entry.name)}]({_address(entry)})"


def _said(key: str, **fields: object) -> str:
    return _md(tell(key, **fields))


def _md(text: Both) -> str:
    return escaped(text["en"])
