"""What a mail says in a line, and where it leads."""

import pytest

from outbox import gist

TEXT = "Heading\n\nWhat happened: it\nwent well.\n\nOpen it:\nhttp://testserver/a/.\n\n--\nWhy\nhttp://testserver/b/\n"


@pytest.mark.parametrize(
    ("html", "text", "line"),
    [
        ('<div style="display:none; x">A &amp; <b>b</b>\n c</div><div>no</div>', TEXT, "A & b c"),
        ("<div>no</div>", TEXT, "What happened: it went well."),
        ('<div style="display:none"> </div>', TEXT, "What happened: it went well."),
        ("", "Heading\n\nhttp://testserver/a/\n\n--\nWhy", ""),
        ("", "", ""),
    ],
)
def test_line(html, text, line):
    assert gist.line(html, text) == line


def test_long_line_ends_between_words():
    found = gist.line(f'<div style="display: none">{"word, " * 100}</div>', "")
    assert len(found) <= gist.LONGEST + 2
    assert found.endswith("word …")


@pytest.mark.parametrize(("text", "link"), [(TEXT, "http://testserver/a/"), ("Nothing\n\n--\nhttp://x/", "")])
def test_link(text, link):
    assert gist.link(text) == link
