"""Which columns a spreadsheet of members may have. Pure. What each means is said in :mod:`.wording` and in docs/import.md."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """``title`` is the one in the template; ``others`` are understood too. ``longest`` is in characters, per entry."""

    key: str
    title: str
    others: tuple[str, ...] = ()
    longest: int = 80
    lines: bool = False
    """Whether line breaks may stand in it."""


COLUMNS = (
    Column("email", "E-mail", ("email", "e-mail address", "email address", "mail"), longest=254),
    Column("name", "Name", ("full name",), longest=160),
    Column("first_name", "First name", ("given name", "forename")),
    Column("last_name", "Last name", ("surname", "family name")),
    Column("headline", "In one line", ("headline",), longest=160),
    Column("opening", "Who I am", ("opening", "about", "about me"), longest=1200, lines=True),
    Column("place", "Place", ("where i live", "town", "city")),
    Column("zone", "Time zone", ("timezone", "zone"), longest=64),
    Column("languages", "Languages", ("language", "speaks"), longest=600, lines=True),
    Column("values", "Values in order", ("values", "value"), longest=600, lines=True),
    Column("lines", "Lines to the values", ("value lines", "lines"), longest=1300, lines=True),
    Column("essential", "Essential values", ("essentials", "essential"), longest=600, lines=True),
    Column("interests", "Interests", ("interest",), longest=2000, lines=True),
    Column("passages", "Areas lived", ("passages", "been through", "experience"), longest=4000, lines=True),
    Column("goals", "Goals", ("goal", "entering"), longest=4000, lines=True),
    Column("formats", "How to talk", ("formats", "format"), longest=200, lines=True),
    Column("hours", "Hours a month", ("hours", "hours per month"), longest=10),
    Column("mentor", "Offers to mentor", ("mentor", "mentors"), longest=10),
    Column("places", "Places", ("mentees", "how many mentees"), longest=10),
)
BY_KEY = {column.key: column for column in COLUMNS}
REQUIRED = ("email",)
NAMES = ("name", "first_name")
"""One of these two is needed."""

EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "email": "naledi@example.org",
        "first_name": "Naledi",
        "last_name": "Mokoena",
        "headline": "Head of groundwater at a utility since September",
        "opening": "I have drilled in places where the map says nothing.",
        "place": "Gaborone, Botswana",
        "zone": "Africa/Gaborone",
        "languages": "English; Setswana",
        "values": "Honesty; Fairness; Independence of mind",
        "lines": "I say the uncomfortable number in the meeting. | The quietest person speaks first. | I read the report myself.",
        "essential": "Honesty",
        "interests": "Night sky; Radio plays",
        "passages": "Doing research 2012-2015",
        "goals": "First time managing people: To have had one hard conversation by June",
        "formats": "video; phone",
        "hours": "4",
        "mentor": "no",
        "places": "",
    },
    {
        "email": "hanna@example.org",
        "first_name": "Hanna",
        "last_name": "Tesfaye",
        "place": "Addis Ababa, Ethiopia",
        "zone": "Africa/Addis_Ababa",
        "languages": "Amharic; English",
        "values": "Fairness; Honesty; Care",
        "interests": "Choir singing",
        "passages": "First time managing people 2009-2014; Leading former colleagues 2011-2013",
        "formats": "video",
        "hours": "3",
        "mentor": "yes",
        "places": "2",
    },
)


def plain(text: str) -> str:
    """A word without case, surrounding marks or doubled spaces, so that "e-mail " and "E-Mail" are one."""
    return " ".join(text.replace("_", " ").casefold().split()).strip(" .:*")


TITLES = {plain(title): column for column in COLUMNS for title in (column.key, column.title, *column.others)}


def template_rows() -> list[list[str]]:
    """Header and two examples. "Name" is left out there, because first and last name stand apart."""
    shown = [column for column in COLUMNS if column.key != "name"]
    return [
        [column.title for column in shown],
        *([example.get(column.key, "") for column in shown] for example in EXAMPLES),
    ]
