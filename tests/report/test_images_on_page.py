"""A page heads images only where seeds that did not choose them agree, and counts those that did not hold."""

import re
from dataclasses import replace

from dropout_lab.evidence import analyse
from dropout_lab.figures import NO_PICTURES
from dropout_lab.gallery import gallery_places, make_gallery, pixels_of
from dropout_lab.language import ENGLISH
from dropout_lab.report.page.experiment import experiment_page
from tests.evidence.synthetic import make_experiment, make_records
from tests.gallery.examples import MNIST, analysed
from tests.report.test_page import GIVEN, provenance_of


def images_of(analysis, with_pixels=True, times=1):
    """The section of images, without tags and in English; each candidate so many times."""
    pixels = pixels_of(gallery_places(analysis), {"mnist": MNIST}) if with_pixels else {}
    known = provenance_of(analysis, GIVEN) | {"files": []}
    gallery = make_gallery(analysis, pixels)
    if gallery:
        gallery = replace(gallery, moved=gallery.moved * times)
    html = experiment_page(analysis, known, NO_PICTURES, gallery)
    section = re.search(r'<section id="images".*?</section>', html, re.DOTALL)[0]
    english = re.sub(r'<span lang="zh">.*?</span>', "", section, flags=re.DOTALL)
    return section, " ".join(re.sub(r"<[^>]*>", " ", english).split())


def test_what_holds_has_a_heading_both_halves_and_a_count():
    """Image 7 is rescued and image 8 broken at every seed: a card each, with counts of even and odd seeds."""
    section, text = images_of(analysed())
    assert section.count("<h3") == section.count("<figure") == 2
    assert "Rescued: right more often in “standard dropout, rate 0.3” than in “none”" in text
    assert text.count("The one candidate held on seeds that did not choose it.") == 2
    assert "standard dropout, rate 0.3 wrong: 0 of 5 even, 0 of 5 odd" in text
    assert "none wrong: 5 of 5 even, 5 of 5 odd" in text
    assert "No image is moved reliably" not in text


def test_chance_alone_has_no_heading_and_one_sentence():
    """Random errors have candidates, some of which hold, and no gallery."""
    experiment = make_experiment(planned=10)
    analysis = analyse(experiment, make_records(experiment, range(10)), range(10))
    held, n = int(analysis.moved["held"].sum()), len(analysis.moved)
    section, text = images_of(analysis)
    assert 0 < held < n
    assert "<h3" not in section
    assert "<figure" not in section
    assert (
        f"No image is moved reliably: of {n} candidates chosen on even seeds, {held} moved the same way"
        in text
    )


def test_too_few_odd_seeds_hold_nothing():
    """Of four seeds two are odd: the same images, and nothing is said to be moved."""
    section, text = images_of(analysed(4))
    assert "<h3" not in section
    assert "No image is moved reliably: of 2 candidates" in text


def test_without_pixels_the_counts_stay():
    """On a machine without the data set there are no cards; what held is said all the same."""
    section, text = images_of(analysed(), with_pixels=False)
    assert "<figure" not in section
    assert "The one candidate held" in text


def test_a_kind_that_does_not_hold_is_said_beside_one_that_does():
    """One heading, and one sentence for the other kind."""
    analysis = analysed()
    moved = analysis.moved.copy()
    moved.loc[moved["moved"] == "broken", ["held", "reliable"]] = False
    analysis = type(analysis)(**{**vars(analysis), "moved": moved})
    section, text = images_of(analysis)
    assert section.count("<h3") == section.count("<figure") == 1
    assert "No image is reliably broken in “standard dropout, rate 0.3” against “none”: 0 of 1" in text


def test_of_many_groups_the_first_four_stand_open_and_what_did_not_hold_is_folded():
    """A page of all pairs of variants is not two thirds images."""
    names = ["none", *(f"net {n}" for n in range(7))]
    comparisons = [{"treatment": name, "control": "none"} for name in names[1:]]
    experiment = make_experiment(names, planned=4, comparisons=comparisons)
    analysis = analyse(experiment, make_records(experiment, range(4)), range(4))
    moved = analysis.moved.assign(reliable=analysis.moved["treatment"] < "net 5")
    section, text = images_of(replace(analysis, moved=moved), with_pixels=False)
    assert section.count("<h3") == 10
    assert section[section.index("<details") :].count("<h3") == 6
    assert "6 more groups of images" in text
    assert "4 groups without an image that is moved reliably" in text


def test_groups_of_a_card_stand_side_by_side():
    """A row of its own would be three quarters empty; the one card of several is said to be the first."""
    assert 'class="groups narrow"' in images_of(analysed())[0]
    assert 'class="groups"' in images_of(analysed(), times=50)[0]
    assert ENGLISH("page.images.first", n=1) == "The first one is shown."


def test_a_page_of_many_comparisons_shows_the_first_images_of_each():
    """It stays light to mail: as many of each comparison and kind, together at most 48."""
    section, _ = images_of(analysed(), times=50)
    assert section.count("<figure") == 48
    halves = [part.count("<figure") for part in section.split("<h3")[1:]]
    assert halves == [24, 24]
