"""What a mail says in a line, and where it leads: taken from the mail itself, for the weekly letter. Pure."""

import re
from html.parser import HTMLParser

LONGEST = 240
"""Letters; a line or two."""

FOOT = "\n--\n"
"""What stands after it in the plain text is the same in every mail: why it came, and how to stop it."""

_ADDRESS = re.compile(r"https?://\S+")


def line(html: str, text: str) -> str:
    """The line that a mail program shows beside the subject, which our layout writes first and hides; else the first paragraph."""
    parser = _Preheader()
    parser.feed(html)
    said = " ".join("".join(parser.said).split()) or _first_paragraph(text)
    if len(said) <= LONGEST:
        return said
    return said[:LONGEST].rsplit(" ", 1)[0].rstrip(" .,;:") + " …"


def _first_paragraph(text: str) -> str:
    """What follows the heading, without the address that it may end with; empty where nothing does."""
    for paragraph in text.partition(FOOT)[0].split("\n\n")[1:]:
        said = " ".join(_ADDRESS.sub("", paragraph).split()).rstrip(" :")
        if said:
            return said
    return ""


def link(text: str) -> str:
    """The first address in the body of the plain text: what there is to do. Empty where there is none."""
    found = _ADDRESS.search(text.partition(FOOT)[0])
    return found[0].rstrip(".,;:!?)") if found else ""


class _Preheader(HTMLParser):
    """Collects the text of the first hidden ``div``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.depth = 0
        self.is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "div" or self.is_over:
            return
        if self.depth or "display:none" in (dict(attrs).get("style") or "").replace(" ", ""):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.depth:
            self.depth -= 1
            self.is_over = self.depth == 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.said.append(data)
