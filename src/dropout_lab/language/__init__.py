"""Numbers -> words: the catalogues in English and Chinese, and every sentence about the evidence."""

from dropout_lab.headline import Headline
from dropout_lab.language.agreement import agreement_lines
from dropout_lab.language.answers import answer, epochs_sentence, further_sentences, sentences
from dropout_lab.language.catalogue import ENGLISH, LANGUAGES, Words
from dropout_lab.language.change import change_of, change_sentence, settle_text
from dropout_lab.language.claim_object import ClaimObject, claim_object
from dropout_lab.language.claims import (
    UNNAMED,
    claim_note,
    claim_sentence,
    explained_text,
    published_text,
    says_text,
    set_in_chinese,
    source_text,
    tolerance_text,
)
from dropout_lab.language.comparisons import (
    count_text,
    decision_word,
    found_text,
    joint_text,
    mean_digits,
    row_digits,
    sentence,
)
from dropout_lab.language.costs import costs_sentence
from dropout_lab.language.digits import UNKNOWN, Digits
from dropout_lab.language.explored import explored_headline, explored_notes, explored_sentences
from dropout_lab.language.families import family_sentence, first_sentence
from dropout_lab.language.labels import (
    comparison_labels,
    key_label,
    labels_of,
    line_labels,
    name_label,
    named_labels,
    swept_label,
)
from dropout_lab.language.limits import limits_line, noise_sentence, test_images
from dropout_lab.language.live import live_estimate
from dropout_lab.language.metrics import SHOWN, ShownMetric, metrics_in
from dropout_lab.language.notes import (
    divergence_sentences,
    environment_notes,
    ledger_line,
    looked_sentence,
    notes,
)
from dropout_lab.language.numbers import (
    chance_text,
    duration_words,
    number,
    p_text,
    seeds_range_text,
    share_text,
    signed,
)
from dropout_lab.language.phrases import said
from dropout_lab.language.planned import family_text, plan_sentences, planned_sentences, planned_status
from dropout_lab.language.reasons import look_text, reason_text
from dropout_lab.language.replies import headline, headline_of
from dropout_lab.language.reply_evidence import ranks_told
from dropout_lab.language.reply_parts import Telling
from dropout_lab.language.values import (
    difference_shown,
    difference_text,
    digits_of,
    interval_text,
    known_ends,
    level_text,
    levels_text,
    margin_shown,
    reach_text,
    shift_text,
    size_shown,
    told_apart,
)

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "SHOWN",
    "UNKNOWN",
    "UNNAMED",
    "ClaimObject",
    "Digits",
    "Headline",
    "ShownMetric",
    "Telling",
    "Words",
    "agreement_lines",
    "answer",
    "chance_text",
    "change_of",
    "change_sentence",
    "claim_note",
    "claim_object",
    "claim_sentence",
    "comparison_labels",
    "costs_sentence",
    "count_text",
    "decision_word",
    "difference_shown",
    "difference_text",
    "digits_of",
    "divergence_sentences",
    "duration_words",
    "environment_notes",
    "epochs_sentence",
    "explained_text",
    "explored_headline",
    "explored_notes",
    "explored_sentences",
    "family_sentence",
    "family_text",
    "first_sentence",
    "found_text",
    "further_sentences",
    "headline",
    "headline_of",
    "interval_text",
    "joint_text",
    "key_label",
    "known_ends",
    "labels_of",
    "ledger_line",
    "level_text",
    "levels_text",
    "limits_line",
    "line_labels",
    "live_estimate",
    "look_text",
    "looked_sentence",
    "margin_shown",
    "mean_digits",
    "metrics_in",
    "name_label",
    "named_labels",
    "noise_sentence",
    "notes",
    "number",
    "p_text",
    "plan_sentences",
    "planned_sentences",
    "planned_status",
    "published_text",
    "ranks_told",
    "reach_text",
    "reason_text",
    "row_digits",
    "said",
    "says_text",
    "seeds_range_text",
    "sentence",
    "sentences",
    "set_in_chinese",
    "settle_text",
    "share_text",
    "shift_text",
    "signed",
    "size_shown",
    "source_text",
    "swept_label",
    "test_images",
    "told_apart",
    "tolerance_text",
]
