"""The rows of the filters: what is text is escaped, what is markup already is not escaped again."""

from django.utils.html import format_html

from matching.templatetags.consider import filter_rows


def test_a_row_escapes_text_and_leaves_markup_alone():
    row = {"id": "area-x", "value": '"><x', "name": "<b>", "count": 3, "chosen": True}
    drawn = filter_rows([row, row | {"name": format_html("Any<i>{}</i>", "&"), "chosen": False}], "area")
    assert 'value="&quot;&gt;&lt;x" id="area-x" checked>' in drawn
    assert "<span>&lt;b&gt;</span>" in drawn
    assert "<span>Any<i>&amp;</i></span>" in drawn
    assert drawn.count("checked") == 1
