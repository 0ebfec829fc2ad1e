"""The page of a judgement whose metric has no known good direction."""

import re

from dropout_lab.report import judgement_page
from tests.judging.records import by_seed, judged

OLD = "0.101 0.103 0.099 0.104 0.098 0.102 0.100 0.105"
NEW = "0.131 0.129 0.134 0.128 0.133 0.130 0.127 0.135"


def test_nothing_on_it_is_better_or_worse():
    """Sentence, tables, fewer seeds and figures say higher and lower, in both languages."""
    found = judged(by_seed("variant", "zork", old=OLD, new=NEW), "new", "old", metric="zork")
    page = re.sub(r"<(style|script)>.*?</\1>", "", judgement_page(found, "t.csv", []), flags=re.DOTALL)
    assert 'class="badge higher"' in page
    assert 'id="once"' not in page  # fewer seeds would have said better or worse
    assert "chance to be higher" in page
    said = page.replace("不知道哪个方向更好", "")
    assert re.findall(r"(?<!--)\bbetter|worse|to beat|更好|更差| [好差]：", said) == []
