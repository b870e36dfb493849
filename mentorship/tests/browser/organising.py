"""What an admin does in the administration, and an organiser on the pages of a community."""

import re

from .arriving import agree
from .person import PASSWORD, Person


def enter(admin: Person) -> None:
    """Sign in to the administration, and agree to the texts like everybody."""
    admin.opens("/admin/")
    admin.page.get_by_label(re.compile("E-mail|Email")).first.fill(admin.email)
    admin.page.get_by_label("Password").first.fill(PASSWORD)
    admin.page.get_by_role("button", name=re.compile("Sign in|Log in", re.IGNORECASE)).first.click()
    admin.page.wait_for_load_state()
    if "/welcome/" in admin.page.url:
        agree(admin)
        admin.opens("/admin/")
    admin.reads(re.compile("."), among=admin.page.locator("#content"))
    admin.remembers("index", dark=True)


def make_community(admin: Person, *, name: str, admission: str) -> None:
    admin.opens("/admin/accounts/community/add/")
    form = admin.page.locator("#community_form")
    form.get_by_label("Name:", exact=True).fill(name)
    if not form.get_by_label(
        "Short name in links"
    ).input_value():  # without JavaScript it is not made from the name
        form.get_by_label("Short name in links").fill(name.lower().replace(" ", "-"))
    form.get_by_label("In one line").fill("People who try something new, and people who did so before.")
    form.get_by_label("Description").fill("We meet on Saturdays, in twos.")
    form.get_by_label("Who can join").select_option(label=admission)
    admin.remembers("community-new")
    form.get_by_role("button", name="Save", exact=True).click()
    admin.reads(re.compile("was added successfully"), among=admin.page.locator(".messagelist"))


def approve_mentor(admin: Person, name: str) -> None:
    """Through the list of profiles: tick the person, choose the action."""
    admin.opens("/admin/accounts/profile/?mentor_state__exact=awaiting")
    admin.page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    admin.page.locator("select[name=action]").select_option("approve")
    admin.remembers("mentors")
    admin.page.get_by_role("button", name=re.compile("^(Go|Run)")).click()
    admin.reads(re.compile("approved", re.IGNORECASE), among=admin.page.locator(".messagelist"))


def admit(admin: Person, *, community: str, names: list[str]) -> None:
    """On the community's own page."""
    admin.opens("/communities/")
    admin.takes(community)
    admin.remembers("community-who-waits")
    for name in names:
        admin.presses(f"Admit: {name}")
        admin.reads(re.compile("hears by mail"))
