"""Results folders as earlier versions wrote them: their provenance names no digests."""

import json


def older(folder):
    """Take the digests out of a folder's provenance: it is read for what its files say."""
    path = folder / "provenance.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    known.pop("digests", None)
    path.write_text(json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return folder
