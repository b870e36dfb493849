"""The drawings: what is filled, that the round is whole, that texts are escaped and nothing breaks the security policy."""

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils.html import conditional_escape

from accounts import weave, weave_glyphs, weave_home, weave_wheel
from accounts.models import Basic
from accounts.weave_wheel import WheelValue

MINE = [(8, 1), (9, 2), (0, 3), (7, 4), (1, 5)]
THEIRS = [(8, 1), (5, 2), (9, 3), (7, 4), (6, 5)]
NAMED = [WheelValue(8, 1, "Honesty"), WheelValue(9, 2, "Fairness"), WheelValue(0, 3, "Independence of mind")]
OTHER = [WheelValue(8, 1, "Honesty"), WheelValue(5, 2, "Steady ground"), WheelValue(9, 3, "Fairness")]
BASICS = [str(label) for label in Basic.labels]
HOSTILE = '<script>alert("1")</script> & co'


def two_wheel(**changes) -> weave.Svg:
    arguments = {
        "you": "you",
        "their_name": "Hanna",
        "basics": BASICS,
        "shared_names": {"Honesty", "Fairness"},
        "pulls": [(0, 5)],
    } | changes
    return weave_wheel.two_wheel(NAMED, OTHER, **arguments)


EVERYTHING = {
    "emblem": weave.emblem(MINE),
    "small emblem": weave.emblem(MINE, size=40),
    "seen by another": weave.emblem(THEIRS, dye="weld", shared={8, 9}, pulls={5}, label="Hanna"),
    "empty": weave.empty_round(),
    "pair": weave.pair(MINE, THEIRS, shared_places={8}, label="You and Hanna"),
    "bar": weave_glyphs.bar(7, dye="weld", label="7 of 10"),
    "mark": weave_glyphs.mark(),
    "pull": weave_glyphs.pull_glyph(),
    "bridge": weave_glyphs.bridge_arc(),
    **{f"glyph {name}": weave_glyphs.glyph(name) for name in weave_glyphs.GLYPHS},
    **{f"swatch {name}": weave_glyphs.swatch(name) for name in weave_glyphs.SWATCHES},
    "two": two_wheel(),
    "two, narrow": two_wheel(narrow=True),
    "profile": weave_wheel.profile_wheel(NAMED, basics=BASICS),
    "profile, narrow": weave_wheel.profile_wheel(NAMED, basics=BASICS, narrow=True),
    "home pair": weave_home.home_pair(),
    "know": weave_home.step_know(),
    "consider": weave_home.step_consider(),
    "decide": weave_home.step_decide(),
    "threads": weave_home.home_threads(("a", "b", "c", "d", "e", "f")),
    "threads, narrow": weave_home.home_threads(("a", "b", "c", "d", "e", "f"), narrow=True),
}


def filled(svg: str, css: str) -> int:
    """How many threads are drawn in a class."""
    return sum(
        path.count("M") for path in re.findall(rf'class="{css}" stroke-width="[\d.]+" d="([^"]*)"', svg)
    )


def test_basics_are_the_vocabulary_s_in_the_same_order() -> None:
    assert tuple(Basic.values) == weave.BASICS


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_drawing_is_well_formed_and_needs_no_inline_style(name: str) -> None:
    svg = EVERYTHING[name]
    root = ElementTree.fromstring(svg)
    assert root.tag == "svg"
    assert not [node for node in root.iter() if "style" in node.attrib]
    assert not re.search(r"#[0-9a-f]{6}|rgb|NaN|inf|e-\d", svg)


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_drawing_is_either_named_or_hidden(name: str) -> None:
    root = ElementTree.fromstring(EVERYTHING[name])
    named = root.get("role") == "img" and bool(root.get("aria-label"))
    hidden = root.get("aria-hidden") == "true" and root.get("focusable") == "false"
    assert named != hidden


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_class_is_coloured_by_the_stylesheet(name: str, settings) -> None:
    sheet = (settings.BASE_DIR / "static/css/threads.css").read_text()
    used = {css for group in re.findall(r'class="([^"]+)"', EVERYTHING[name]) for css in group.split()}
    assert {css for css in used if f".{css}" not in sheet} == set()


@pytest.mark.parametrize(("rank", "threads"), [(1, 5), (2, 4), (3, 3), (4, 2), (5, 1)])
def test_emblem_fills_more_threads_the_higher_the_rank(rank: int, threads: int) -> None:
    hub = 1
    assert filled(weave.emblem([(3, rank)]), "thread-indigo") == threads + hub


@pytest.mark.parametrize(("rank", "threads"), [(1, 3), (2, 3), (3, 2), (4, 2), (5, 1)])
def test_small_emblem_has_three_rings_and_no_hub(rank: int, threads: int) -> None:
    assert filled(weave.emblem([(3, rank)], size=48), "thread-indigo") == threads


@pytest.mark.parametrize(("size", "rings"), [(84, 5), (49, 5), (48, 3), (24, 3)])
def test_whole_round_is_always_drawn(size: int, rings: int) -> None:
    circles = re.findall(r'r="([\d.]+)" stroke-dasharray="([\d.]+) ([\d.]+)"', weave.emblem(MINE, size=size))
    assert len(circles) == rings
    for radius, dash, gap in circles:  # ten threads and ten gaps go once around
        assert 10 * (float(dash) + float(gap)) == pytest.approx(2 * 3.14159265 * float(radius), abs=0.11)


def test_two_values_in_one_sector_count_as_the_higher() -> None:
    assert weave.emblem([(8, 3), (8, 1)]) == weave.emblem([(8, 1)])


@pytest.mark.parametrize("value", [(10, 1), (-1, 1), (0, 0), (0, 6)])
def test_emblem_refuses_what_has_no_thread(value: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="No thread"):
        weave.emblem([value])


def test_emblem_seen_by_another_turns_shared_green_and_pulls_hollow() -> None:
    svg = weave.emblem(THEIRS, dye="weld", shared={8, 9}, pulls={5})
    assert filled(svg, "thread-green") == 5 + 3
    assert filled(svg, "thread-madder") == filled(svg, "thread-surface") == 4
    assert filled(svg, "thread-weld") == 2 + 1 + 1  # ranks four and five, and the hub
    assert 'class="thread-surface" stroke-width="5.8"' in svg


def test_threads_of_the_first_ring_are_dots_and_of_the_last_arcs() -> None:
    assert weave.stroke(23, *weave.span(weave.FULL, 0, 0)).endswith("h.01")
    assert weave.stroke(85, *weave.span(weave.FULL, 0, 4)).startswith("M80.67 17.23a85 85")


def test_emblem_is_small_and_deterministic() -> None:
    assert len(weave.emblem(MINE)) < 2000
    assert weave.emblem(list(MINE)) == weave.emblem(tuple(MINE))


def test_drawing_is_printed_unescaped_and_its_label_escaped() -> None:
    svg = weave.emblem(MINE, label=HOSTILE)
    assert conditional_escape(svg) == svg
    assert ElementTree.fromstring(svg).get("aria-label") == HOSTILE
    assert "<script" not in svg


def test_pair_dyes_the_lens_green_unless_nothing_is_shared() -> None:
    assert filled(weave.pair(MINE, THEIRS), "thread-green") == 5 + 4 + 3 + 2 + 1
    assert "green" not in weave.pair(MINE, THEIRS, shared_places=set())


def test_pairs_with_different_keys_share_no_id() -> None:
    ids = [set(re.findall(r'id="(\w+)"', weave.pair(MINE, THEIRS, key=key))) for key in "ab"]
    assert len(ids[0]) == len(ids[1]) == 2
    assert ids[0].isdisjoint(ids[1])


def test_every_reference_of_a_pair_has_its_clip() -> None:
    svg = weave.pair(MINE, THEIRS)
    assert set(re.findall(r"url\(#(\w+)\)", svg)) == set(re.findall(r'id="(\w+)"', svg))


@pytest.mark.parametrize("stitches", range(11))
def test_bar_has_ten_stitches(stitches: int) -> None:
    svg = weave_glyphs.bar(stitches)
    assert (svg.count("h7.6"), svg.partition("thread-green")[2].count("h7.6")) == (10, stitches)


def test_weld_bar_is_two_ply_and_green_is_not() -> None:
    assert "thread-ply" in weave_glyphs.bar(3, dye="weld")
    assert "thread-ply" not in weave_glyphs.bar(3)


def test_bar_refuses_an_eleventh_stitch() -> None:
    with pytest.raises(ValueError, match="ten stitches"):
        weave_glyphs.bar(11)


def test_two_wheel_says_both_ranks_at_the_rim() -> None:
    text = " ".join(ElementTree.fromstring(two_wheel()).itertext())
    assert "you 1 · Hanna 1" in " ".join(text.split())
    assert "Benevolence" in text


def test_two_wheel_is_two_ply_for_the_other_person() -> None:
    svg = two_wheel()
    weld = re.search(r'class="thread-weld" d="([^"]+)"', svg)
    ply = re.search(r'class="thread-ply" stroke-width="2.2" d="([^"]+)"', svg)
    assert weld and ply and weld[1] == ply[1]
    assert weld[1].count("M") == 5 + 4 + 3


def test_two_wheel_has_a_toothed_seam_only_where_a_named_value_is_shared() -> None:
    assert two_wheel() != two_wheel(shared_names=set())
    assert two_wheel(shared_names={"Steady ground"}) == two_wheel(shared_names=set())


def test_two_wheel_draws_one_chord_with_two_diamonds_for_a_pull() -> None:
    diamonds = re.search(r'class="fill-madder" d="([^"]+)"', two_wheel(pulls=[(0, 5), (0, 5)]))
    assert diamonds and diamonds[1].count("z") == 2
    assert "madder" not in two_wheel(pulls=[])
    assert "madder" not in two_wheel(pulls=[(4, 4)])


def test_narrow_wheel_and_table_use_the_same_letters() -> None:
    letters = [node.text for node in ElementTree.fromstring(two_wheel(narrow=True)).iter("tspan")]
    rows = weave_wheel.rows(NAMED, OTHER, basics=BASICS)
    assert letters == [row.letter for row in rows] == ["A", "B", "C", "D"]
    assert [row.basic for row in rows] == ["Self-direction", "Security", "Benevolence", "Universalism"]


def test_wheels_escape_what_people_wrote() -> None:
    hostile = [WheelValue(0, 1, HOSTILE)]
    for svg in (
        two_wheel(their_name=HOSTILE, label=HOSTILE),
        weave_wheel.profile_wheel(hostile, basics=BASICS, label=HOSTILE),
    ):
        assert "<script" not in svg
        ElementTree.fromstring(svg)


def test_profile_wheel_shortens_a_very_long_name() -> None:
    svg = weave_wheel.profile_wheel([WheelValue(8, 1, "A word after another " * 5)], basics=BASICS)
    assert "…" in svg


def test_home_threads_need_six_words() -> None:
    with pytest.raises(ValueError, match="six"):
        weave_home.home_threads(("one",))


def render(source: str, **context) -> str:
    return Template("{% load weave %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "tag",
    [
        "emblem values size=40",
        'emblem values dye="weld" shared=places pulls=places label="Hanna"',
        "emblem None",
        "pair_emblem values values shared_places=places",
        "empty_round size=94",
        'fit_bar 8 dye="weld"',
        "weave_mark size=30",
        "pull_glyph",
        "bridge_arc",
        'reason_glyph "path"',
        'thread_swatch "weld-ply"',
        "home_pair",
        'home_step "know"',
        'home_step "consider"',
        'home_step "decide"',
        "home_threads",
        "profile_wheel named",
        'two_wheel named named their_name="Hanna" shared_names=none pulls=none',
    ],
)
def test_tag_prints_a_drawing(tag: str) -> None:
    out = render("{% " + tag + " %}", values=MINE, places=[8], named=[(8, 1, "Honesty")], none=None)
    assert ElementTree.fromstring(f"<p>{out}</p>")[0].tag == "svg"


def test_the_same_pair_twice_on_a_page_has_different_ids() -> None:
    ids = re.findall(r'id="(\w+)"', render("{% pair_emblem v v %}{% pair_emblem v v %}", v=MINE))
    assert len(ids) == len(set(ids)) == 4


def test_two_wheel_tag_describes_itself_in_full() -> None:
    out = render("{% two_wheel v v their_name='Hanna' %}", v=[(8, 1, "Honesty")])
    assert (
        'aria-label="The two of you on the circle of values. Benevolence: you 1 Honesty, Hanna 1 Honesty."'
        in out
    )


def test_two_wheel_rows_tag_gives_the_table() -> None:
    out = render(
        "{% two_wheel_rows a b as rows %}{% for row in rows %}{{ row.letter }} {{ row.basic }} "
        "{{ row.mine.0.name }} {{ row.theirs.0.name }}{% endfor %}",
        a=[(8, 1, "Honesty")],
        b=[(8, 2, "Care & <b>")],
    )
    assert out == "A Benevolence Honesty Care &amp; &lt;b&gt;"
