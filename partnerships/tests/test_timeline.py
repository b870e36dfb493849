"""The timeline: where the threads cross, what is dotted, what the marks are, and that texts are escaped."""

import re
from xml.etree import ElementTree

import pytest

from partnerships.timeline import (
    ACROSS_MOST,
    ACROSS_STEP,
    PointKind,
    TimelinePoint,
    _across_places,
    across,
    down,
    way,
)

INTRODUCED = TimelinePoint(PointKind.INTRODUCED, "Introduced", "3 Sep")
AGREEMENT = TimelinePoint(PointKind.AGREEMENT, "Agreement", "9 Sep")
KEPT = TimelinePoint(PointKind.KEPT, "Check kept", "16 Sep")
MISSED = TimelinePoint(PointKind.MISSED, "Not this time", "14 Oct", "made smaller")
OPPORTUNITY = TimelinePoint(PointKind.OPPORTUNITY, "Opportunity", "4 Nov", "Windhoek panel")
NEXT = TimelinePoint(PointKind.CHECK, "Next check", "25 Nov", "in three days", is_future=True)
END = TimelinePoint(PointKind.END, "Agreed end", "26 Feb", is_future=True)
WORDS = {"you": "You", "them": "Adaeze", "today": "Today", "label": "The way so far"}
DRAWINGS = [across, down]


def crossings(svg: str) -> int:
    """How many times the threads cross up to today: each crossing clears some ground."""
    cleared = re.search(r'class="thread-ground" stroke-width="[\d.]+" d="([^"]+)"', svg)
    return cleared[1].count("M") if cleared else 0


@pytest.mark.parametrize("draw", DRAWINGS)
def test_threads_cross_where_both_met_on_it(draw) -> None:
    assert crossings(draw([INTRODUCED, AGREEMENT, KEPT, OPPORTUNITY, NEXT, END], **WORDS)) == 4


@pytest.mark.parametrize("draw", DRAWINGS)
def test_threads_run_side_by_side_with_an_open_ring_where_one_went_by(draw) -> None:
    svg = draw([INTRODUCED, MISSED, KEPT], **WORDS)
    assert crossings(svg) == 2
    assert svg.count('<circle class="thread-line"') == 1


@pytest.mark.parametrize("draw", DRAWINGS)
def test_an_opportunity_has_a_diamond(draw) -> None:
    assert draw([INTRODUCED, OPPORTUNITY], **WORDS).count('class="fill-green"') == 1
    assert "fill-green" not in draw([INTRODUCED, KEPT], **WORDS)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_what_is_to_come_is_dotted_with_a_ring_at_the_next_check(draw) -> None:
    svg = draw([INTRODUCED, NEXT, END], **WORDS)
    assert 'stroke-dasharray="4.5 13.5"' in svg
    assert svg.count("fill-ground") == 1
    assert 'stroke-dasharray="4.5 13.5"' not in draw([INTRODUCED, KEPT], **WORDS)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_today_is_a_line_unless_it_is_over(draw) -> None:
    assert ">Today<" in draw([INTRODUCED, NEXT], **WORDS)
    assert "thread-ink" not in draw([INTRODUCED, KEPT], **(WORDS | {"today": ""}))


@pytest.mark.parametrize("draw", DRAWINGS)
def test_the_dotted_threads_go_on_where_the_drawn_ones_stop(draw) -> None:
    svg = draw([INTRODUCED, NEXT, END], **WORDS)
    paths = re.findall(r'class="thread-(indigo|weld)" d="M([-\d.]+) ([-\d.]+)[^"]*?([-\d.]+) ([-\d.]+)"', svg)
    side = 1 if draw is across else 0
    future, past = {p[0]: p[1:] for p in paths[:2]}, {p[0]: p[1:] for p in paths[2:4]}
    for dye in ("indigo", "weld"):
        assert future[dye][side] == past[dye][2 + side]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_every_word_is_there_and_escaped(draw) -> None:
    hostile = TimelinePoint(PointKind.KEPT, "<b>&", "<i>", "<u>")
    svg = draw([INTRODUCED, hostile], **(WORDS | {"them": "<a>", "label": '"<x>'}))
    root = ElementTree.fromstring(svg)
    texts = list(root.itertext())
    assert {"<b>&", "<a>", "You", "Introduced", "3 Sep"} <= set(texts)
    assert root.get("aria-label") == '"<x>'
    assert root.get("role") == "img"


@pytest.mark.parametrize("draw", DRAWINGS)
def test_drawing_has_no_inline_style_and_is_deterministic(draw) -> None:
    points = [INTRODUCED, MISSED, KEPT, NEXT, END]
    svg = draw(points, **WORDS)
    assert "style" not in svg
    assert svg == draw(list(points), **WORDS)


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("points", [[INTRODUCED], [NEXT], [INTRODUCED, END], [END], [MISSED] * 3])
def test_any_timeline_can_be_drawn(draw, points) -> None:
    assert ElementTree.fromstring(draw(points, **WORDS)).tag == "svg"


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_timeline_without_a_point_is_refused(draw) -> None:
    with pytest.raises(ValueError, match="at least one point"):
        draw([], **WORDS)


def test_across_draws_the_latest_ten_and_says_how_many_came_before() -> None:
    svg = across([INTRODUCED, *[KEPT] * 15, NEXT, END], earlier="8 earlier", **WORDS)
    assert svg.count(">Check kept<") == ACROSS_MOST - 2
    assert ">8 earlier<" in svg
    assert ">8 earlier<" not in across([INTRODUCED, NEXT], earlier="8 earlier", **WORDS)


def test_down_draws_every_point() -> None:
    assert down([INTRODUCED, *[KEPT] * 15, NEXT, END], **WORDS).count(">Check kept<") == 15


def test_way_holds_both_drawings() -> None:
    page = ElementTree.fromstring(f"<p>{way([INTRODUCED, NEXT, END], **WORDS)}</p>")
    assert [svg.get("class").split()[-1] for svg in page] == ["weave-across", "weave-down"]


@pytest.mark.parametrize("count", range(2, ACROSS_MOST + 1))
def test_words_under_an_end_keep_clear_of_those_before(count):
    points = [TimelinePoint(PointKind.KEPT, "Check kept", "9 Sep")] * (count - 1)
    places = _across_places([*points, TimelinePoint(PointKind.END, "Brought to a close", "20 Nov")])
    step = places[1] - places[0] if count > 2 else ACROSS_STEP
    assert places[-1] - places[-2] >= 1.5 * step - 1e-9
