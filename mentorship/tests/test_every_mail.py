"""Every mail of the catalogue says why it came and how to stop it, and looks right wherever it is read."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.models import Request
from mentorship.tests.mailing import one_of_each
from mentorship.tests.test_mail_catalogue import folders
from outbox import gist
from outbox.models import Kind, Mail

pytestmark = pytest.mark.django_db

LONGEST_SUBJECT = 78  # letters; RFC 5322, 2.1.1
WIDEST = 640  # pixels
# What mail programs drop, or do not understand: layout may not depend on it.
FORBIDDEN_TAGS = {"style", "link", "script", "svg", "form", "iframe", "video", "audio", "object", "embed"}
FORBIDDEN_STYLES = re.compile(r"(?<![\w-])(position|float|display\s*:\s*(flex|grid)|var\(|url\()")


class Reader(HTMLParser):
    """What a mail program finds in an HTML mail."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.links: list[str] = []
        self.said: list[str] = []
        self._title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self._title = tag == "title"
        if tag == "a":
            self.links.append(found.get("href") or "")

    def handle_data(self, data: str) -> None:
        if not self._title:
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.said).split())


def links_in(text: str) -> set[str]:
    return {found.rstrip(".,;:!?)") for found in re.findall(r"https?://\S+", text)}


def faults(mail: Mail) -> list[str]:
    """What is wrong with a mail, in words."""
    found = []
    html, text = Reader(mail.html), " ".join(mail.text.split())
    cids = {f"cid:{image.cid}" for image in mail.images.all()}

    def hold(holds: object, fault: str) -> None:
        if not holds:
            found.append(fault)

    hold(0 < len(mail.subject) <= LONGEST_SUBJECT, f"its subject has {len(mail.subject)} letters")
    for name, part in (("text", text), ("HTML", html.text)):
        hold(part.count("You get this because") == 1, f"its {name} does not say once why it came")
        hold("None" not in part, f"its {name} says None")
        hold(not re.search(r"\{[{%]|[%}]\}", part), f"its {name} shows a bit of template")
    if mail.to is not None:
        for name, links in (("text", links_in(mail.text)), ("HTML", set(html.links))):
            hold("http://testserver/settings/mail/" in links, f"its {name} does not lead to the preferences")
    if mail.is_optional:
        for name, links in (("text", links_in(mail.text)), ("HTML", set(html.links))):
            hold(any("/mail/unsubscribe/" in link for link in links), f"its {name} has no way out")
    for link in html.links:
        hold(
            link.startswith(("http://testserver/", "mailto:")) and "evil" not in link, f"it links to {link!r}"
        )
    in_html = {link for link in html.links if link.startswith("http")}
    left_out = {link for link in in_html if link not in links_in(mail.text) and link != "http://testserver/"}
    hold(not left_out, f"its text lacks {left_out}")
    hold(
        all(link.removeprefix("mailto:") in mail.text for link in html.links if link.startswith("mailto:")),
        "its text lacks an address that the HTML has",
    )
    hold("\n\n\n" not in mail.text, "its text has stretches of empty lines")
    hold("<" not in mail.text, "its text has markup")
    for tag, attributes in html.tags:
        style = attributes.get("style") or ""
        hold(tag not in FORBIDDEN_TAGS, f"it has a <{tag}>")
        hold("class" not in attributes and "id" not in attributes, f"its <{tag}> waits for a style sheet")
        hold(not FORBIDDEN_STYLES.search(style), f"its <{tag}> has the style {style!r}")
        hold("background" not in attributes, f"its <{tag}> fetches a ground")
        widths = re.findall(r"(?<![-\w])(?:width|min-width|max-width)\s*:\s*(\d+)px", style)
        widths += [attributes["width"]] if (attributes.get("width") or "").isdigit() else []
        hold(all(int(width) <= WIDEST for width in widths), f"its <{tag}> is {widths} wide")
        if tag in {"p", "h1", "h2", "a", "td", "ul", "ol", "li"}:
            hold(
                style or tag == "td" or tag == "li" or tag == "a", f"its <{tag}> is left to the mail program"
            )
        if tag == "img":
            hold(attributes.get("src") in cids, f"it fetches {attributes.get('src')!r}")
            hold(attributes.get("alt"), "a picture has no words")
            hold(attributes.get("width") and attributes.get("height"), "a picture has no size")
    return found


def test_every_mail_says_why_it_came_and_is_whole_as_text_and_html():
    wrong = {name: found for name, mail in one_of_each(folders()).items() if (found := faults(mail))}
    assert wrong == {}


def test_every_kind_that_one_can_choose_has_a_mail_and_each_weekly_one_news():
    mails = one_of_each(folders()).values()
    assert {mail.kind for mail in mails} == set(Kind)
    news = {mail.kind for mail in mails if mail.haste == "news"}
    assert {kind for kind in Kind.optional() if kind.may_be_weekly} <= news
    assert Kind.INTRODUCTIONS not in news


def test_all_news_can_be_told_in_a_letter():
    """A line of its own unless it is private, and where it leads: not to the way out."""
    for name, mail in one_of_each(folders()).items():
        if mail.haste == "news" and mail.kind in Kind.optional():
            assert mail.is_private or gist.line(mail.html, mail.text), name
            assert "/unsubscribe/" not in gist.link(mail.text), name
            assert gist.link(mail.text).startswith("http://testserver/"), name


# Scanners follow every link of every mail


def everything() -> dict[str, Any]:
    """Every row of every table, but for sessions, which say when somebody was here."""
    return {
        model._meta.label: sorted(serializers.serialize("jsonl", model._default_manager.all()).splitlines())
        for model in apps.get_models()
        if model._meta.app_label not in {"sessions", "usersessions"}
    }


def paths_of(mail: Mail) -> set[str]:
    links = links_in(mail.text) | {link for link in Reader(mail.html).links if link.startswith("http")}
    parts = [urlsplit(link) for link in links]
    return {part.path + (f"?{part.query}" if part.query else "") for part in parts}


def visits() -> set[tuple[Any, str]]:
    """Each addressee with each path that a mail of theirs leads to; a page that many mails lead to counts once."""
    return {(mail.to, path) for mail in one_of_each(folders()).values() for path in paths_of(mail)}


@pytest.mark.parametrize("times", [1, pytest.param(3, marks=pytest.mark.long)])
def test_links_of_every_mail_change_nothing_when_they_are_followed(times):
    """By GET and by HEAD, by the person it went to and by somebody who is not signed in."""
    found = visits()
    before = everything()
    assert follow({(None, path) for _to, path in found}, {None: Client()}, times) == []
    assert everything() == before
    # That a mentor has seen a letter is noted once, when they open it themself; a scanner is not signed in.
    Request.objects.update(seen_at=timezone.now())
    clients = {to: Client() for to, _path in found if to is not None}
    for to, client in clients.items():
        client.force_login(to)
    before = everything()
    assert follow({(to, path) for to, path in found if to is not None}, clients, times) == []
    assert everything() == before


def follow(found: set[tuple[Any, str]], clients: dict[Any, Client], times: int = 1) -> list[Any]:
    """What went wrong, or was written, when these people went to these pages."""
    wrong = []
    for to, path in sorted(found, key=lambda visit: (visit[0].pk if visit[0] else 0, visit[1])):
        with CaptureQueriesContext(connection) as queries:
            statuses = {getattr(clients[to], method)(path).status_code for method in ("get", "head") * times}
        writes = [
            query["sql"][:160]
            for query in queries
            if query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) and "session" not in query["sql"]
        ]
        if max(statuses) >= 500 or writes:
            wrong.append((path, to and to.first_name, statuses, writes[:2]))
    return wrong


def test_control_a_page_that_writes_when_it_is_read_is_found(monkeypatch):
    mail = one_of_each(folders())["check"]
    monkeypatch.setattr(
        Client, "get", lambda self, path: Mail.objects.update(last_error="read") and Client.head(self, path)
    )
    assert follow({(None, path) for path in paths_of(mail)}, {None: Client()})
