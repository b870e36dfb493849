"""How the rows in memory follow the database: loading them all, and an edit in another process seen at the next request."""

from statistics import median
from typing import Any

from benchmarks._peers import EDITOR, READER, Peer, clock, memory
from benchmarks._report import Report, number
from benchmarks._scene import TOP, Scene

EDITS = 10
POLLS = 200


class Reader:
    """A web process: it ranks."""

    def __init__(self, scene: Scene) -> None:
        self.mentee = scene.mentees[0].public_id

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        return getattr(self, question["do"])()

    def load(self) -> dict[str, Any]:
        """Everything, for the first time in this process."""
        from matching.store import reading

        before, began = memory(), clock()
        with reading() as store:
            took = clock() - began
            return {
                "ms": took,
                "mentors": len(store.columns),
                "nbytes": store.columns.nbytes,
                "rss_mb": memory() - before,
            }

    def poll(self) -> dict[str, Any]:
        """What each request pays while nothing is new."""
        from matching.store import reading

        times = []
        for __ in range(POLLS):
            began = clock()
            with reading():
                times.append(clock() - began)
        return {"ms": median(times)}

    def list(self) -> dict[str, Any]:
        """The first of the list, and what a whole request for it took: gates, filters, facets, order, and twenty profiles read and scored."""
        from accounts.models import User
        from matching.ranking import rank
        from matching.store import reading

        mentee = User.objects.get(public_id=self.mentee)
        began = clock()
        with reading():
            polled = clock() - began
        first = rank(mentee, per_page=TOP).meetings[0]
        return {
            "first": first.mentor.user_id,
            "poll_ms": polled,
            "ms": clock() - began,
            "score": first.pair.rank_score,
        }


class Editor:
    """Another web process: a mentor pauses, and comes back."""

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        from django.utils import timezone

        from accounts import actions
        from accounts.models import Profile

        profile = Profile.objects.get(user=question["user"])
        began = clock()
        actions.set_available(
            profile=profile, available=question["available"], by=profile.user, now=timezone.now()
        )
        return {"ms": clock() - began}


def live(size: int, report: Report) -> dict[str, Any]:
    """On the SQLite file of the site; raises where an edit is not seen at once."""
    with Peer(READER, size) as reader, Peer(EDITOR, size) as editor:
        loaded = reader.ask(do="load")
        idle = reader.ask(do="poll")["ms"]
        polls, requests, calm = [], [], []
        first = reader.ask(do="list")["first"]
        for __ in range(EDITS):
            for available in (False, True):
                editor.ask(user=first, available=available)
                seen = reader.ask(do="list")
                if (seen["first"] == first) is not available:
                    raise SystemExit(f"{size:,} mentors: an edit was not seen at the next request.")
                polls.append(seen["poll_ms"])
                requests.append(seen["ms"])
            calm.append(reader.ask(do="list")["ms"])
    found = {
        "mentors": loaded["mentors"],
        "load_s": loaded["ms"] / 1000,
        "nbytes": loaded["nbytes"],
        "rss_mb": loaded["rss_mb"],
        "poll_ms": idle,
        "poll_after_edit_ms": median(polls),
        "request_ms": median(calm),
        "request_after_edit_ms": median(requests),
    }
    report.say(
        f"  From the site's own database (SQLite): {found['mentors']:,} mentors loaded in {found['load_s']:.1f} s, "
        f"{found['nbytes'] / 2**20:.1f} MB of columns, the process grew by {found['rss_mb']:.0f} MB."
    )
    report.say(
        f"  An edit in another process counts at the very next request ({2 * EDITS} of {2 * EDITS}): {number(found['poll_after_edit_ms'])} ms to find "
        f"and read it, against {number(idle)} ms to see that nothing is new. The whole of ranking then, with {TOP} profiles read and explained: "
        f"{number(found['request_ms'])} ms."
    )
    return found
