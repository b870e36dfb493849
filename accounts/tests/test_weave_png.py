"""The pictures that mails carry."""

from io import BytesIO

from PIL import Image

from accounts.weave_png import emblem_png, pair_png, pair_width

MINE = [(8, 1), (9, 2), (0, 3), (7, 4), (1, 5)]
THEIRS = [(8, 1), (5, 2), (9, 3), (7, 4), (6, 5)]


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def near(found: tuple[int, ...], wanted: str) -> bool:
    """Within the few steps that an indexed palette may move a colour."""
    parts = [int(wanted[start : start + 2], 16) for start in (1, 3, 5)]
    return all(abs(a - b) <= 2 for a, b in zip(found, parts, strict=True))


def test_pair_is_twice_as_fine_as_shown_and_on_the_mail_s_paper() -> None:
    image = opened(pair_png(MINE, THEIRS, size=130))
    assert image.size == (413, 260)
    assert pair_width(130) == 207
    assert near(image.getpixel((0, 0)), "#FFFDF9")


def test_pair_has_indigo_weld_and_a_green_lens() -> None:
    image = opened(pair_png(MINE, THEIRS, size=100))  # one unit of the box is one pixel
    assert near(image.getpixel((100, 100)), "#363F82")
    assert near(image.getpixel((218, 100)), "#AA7609")
    assert near(image.getpixel((137, 74)), "#3A6B55")


def test_pair_stays_gold_when_nothing_is_shared() -> None:
    image = opened(pair_png(MINE, THEIRS, size=100, shared_places=set()))
    assert near(image.getpixel((137, 74)), "#AA7609")


def test_emblem_shows_shared_values_green_and_pulls_hollow() -> None:
    image = opened(emblem_png(THEIRS, size=100, shared={8}, pulls={5}))
    assert near(image.getpixel((19, 74)), "#3A6B55")
    assert near(image.getpixel((100, 154)), "#FFFDF9")
    assert near(image.getpixel((100, 158)), "#A23B2B")


def test_pictures_are_small_and_deterministic() -> None:
    assert len(pair_png(MINE, THEIRS)) < 30_000
    assert emblem_png(MINE, size=96) == emblem_png(tuple(MINE), size=96)
