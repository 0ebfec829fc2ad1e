"""Results folders, small and whole, and what damage and strangers do to them."""

import json
import os
import random
import shutil

from dropout_lab.evidence import analyse, plans_of
from dropout_lab.gallery import gallery_places, make_gallery, pixels_of
from dropout_lab.publication import write_results
from tests.evidence.synthetic import diverge, fail, make_experiment, make_records
from tests.gallery.examples import MNIST

PLANNED = "2026-11-23T10:02:00+00:00"
CLAIM = {
    "id": "theirs", "says": {"en": "It helps.", "zh": "有用。"}, "source": {"text": "A", "section": "1"},
    "kind": "difference", "treatment": "dropout", "control": "none", "value": 0.01,
}  # fmt: skip

# fmt: off
ABSURD = (
    None, True, -1, 0, 1e308, -0.0, 2**70, 10**30, "", "x", "\x1b[2J", "../../x", "/etc/passwd", "nan",
    "=1+1", [], {}, [[]], {"a": 1}, [None], "9" * 400, "2026-13-40", "\ud800", "NaN", [1, 2], "0" * 64, "٣",
)
# fmt: on


def small_folder(place):
    """Write a folder of two variants and four seeds, one diverged and one failed, with its pictures' data."""
    experiment = make_experiment(("none", "dropout"), planned=4, epochs=3, claims=[CLAIM])
    first, second, *others = make_records(experiment, range(4))
    records = [diverge(first, epoch=2), fail(second), *others]
    analysis = analyse(experiment, records, range(4), plans=plans_of(experiment, PLANNED))
    gallery = make_gallery(analysis, pixels_of(gallery_places(analysis), {"mnist": MNIST}))
    given = {"commit": "c" * 40, "dirty": False, "planned_at": PLANNED, "command": "dropout-lab run"}
    write_results(place, analysis, given, gallery)
    return place


def contents(folder):
    """Every file of a folder: name inside it -> bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def put_back(folder, files):
    """Make a folder hold these files and nothing else."""
    for path in sorted(folder.rglob("*"), reverse=True):
        name = str(path.relative_to(folder))
        is_part = any(other.startswith(f"{name}/") for other in files)
        if path.is_dir() and not path.is_symlink():
            if not is_part:
                path.rmdir()
        elif path.is_symlink() or not path.is_file() or name not in files:
            path.unlink()
    for name, content in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)


def flipped(dice, files):
    """One bit of one file."""
    name = dice.choice([name for name, content in files.items() if content])
    spoilt, bit = bytearray(files[name]), dice.randrange(8 * len(files[name]))
    spoilt[bit // 8] ^= 1 << bit % 8
    return {**files, name: bytes(spoilt)}


def cut(dice, files):
    """One file at some place."""
    name = dice.choice([name for name, content in files.items() if content])
    return {**files, name: files[name][: dice.randrange(len(files[name]))]}


def exchanged(dice, files):
    """Two files, two lines of one, or two stretches of one as long as each other."""
    if dice.random() < 0.3:
        one, other = dice.sample(sorted(files), 2)
        return {**files, one: files[other], other: files[one]}
    name = dice.choice([name for name, content in files.items() if content.count(b"\n") > 2])
    if dice.random() < 0.5:
        lines = files[name].splitlines(keepends=True)
        one, other = dice.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
        return {**files, name: b"".join(lines)}
    spoilt, size = bytearray(files[name]), dice.randrange(1, 9)
    one, other = (dice.randrange(len(spoilt) - size) for _ in range(2))
    spoilt[one : one + size], spoilt[other : other + size] = (
        spoilt[other : other + size],
        spoilt[one : one + size],
    )
    return {**files, name: bytes(spoilt)}


KINDS = {"flipped": flipped, "cut": cut, "exchanged": exchanged}


def distorted(number, folder, files):
    """Do to a folder what strangers do: other values, cells, files, links; most without digests to tell."""
    dice = random.Random(number)
    known = json.loads(files["provenance.json"])
    known.pop("digests")
    changed = dict(files)
    for _ in range(dice.randrange(1, 4)):
        kind = dice.randrange(6)
        if kind < 2:
            distort(dice, known)
        elif kind == 2:
            name = dice.choice(("claims.json", "gallery.json"))
            document = json.loads(files[name])
            distort(dice, document)
            changed[name] = json.dumps(document).encode()
        elif kind == 3:
            name = dice.choice(("runs.csv", "curves.csv", "errors.csv"))
            changed[name] = with_a_cell(dice, files[name])
        elif kind == 4:
            changed = dice.choice(list(KINDS.values()))(dice, changed)
        else:
            changed.pop(dice.choice(sorted(changed)))
    if dice.random() < 0.9:
        changed["provenance.json"] = json.dumps(known).encode()
    put_back(folder, changed)
    if dice.random() < 0.1:
        lead_astray(dice, folder)


def distort(dice, document):
    """Put an absurd value in some place of a document, or take the place away."""
    places = list(places_in(document))
    if not places:
        return
    holder, key = dice.choice(places)
    if dice.random() < 0.15:
        del holder[key]
    else:
        holder[key] = dice.choice(ABSURD)


def places_in(document):
    """Every place of a document: what holds it and its key."""
    for key, value in document.items() if isinstance(document, dict) else enumerate(document):
        yield document, key
        if isinstance(value, dict | list):
            yield from places_in(value)


def with_a_cell(dice, content):
    """A table with an absurd cell."""
    lines = content.decode(errors="replace").split("\n")
    place = dice.randrange(len(lines))
    cells = lines[place].split(",")
    cells[dice.randrange(len(cells))] = str(dice.choice(ABSURD))
    lines[place] = ",".join(cells)
    return "\n".join(lines).encode(errors="replace")


def lead_astray(dice, folder):
    """Put a link, a pipe or a folder in a file's place."""
    path = folder / dice.choice(
        ("runs.csv", "provenance.json", "gallery.json", "report.html", "tables", "claims.json")
    )
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    kind = dice.randrange(3)
    if kind == 0:
        path.symlink_to(folder.parent / "victim")
    elif kind == 1:
        os.mkfifo(path)
    else:
        path.mkdir()
