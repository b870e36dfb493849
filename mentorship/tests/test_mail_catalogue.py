"""Every mail: a function says when it is sent, a folder holds its three texts, and neither is without the other."""

import inspect
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.template.loader import get_template

import accounts.emails
import matching.emails
import outbox.emails
import partnerships.emails
from outbox.allauth import FOLDERS

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "emails"
ALLAUTH = {*FOLDERS.values(), "account_other"}


def _modules_of(module: ModuleType) -> set[str]:
    """A floor's mails are one module, or a package of them."""
    return {module.__name__, *(inner.__name__ for _, inner in inspect.getmembers(module, inspect.ismodule))}


def mails() -> dict[str, object]:
    """Name → function, of every public function that queues a mail."""
    return {
        name: function
        for module in (accounts.emails, matching.emails, outbox.emails, partnerships.emails)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ in _modules_of(module)
        if "Mail" in str(inspect.signature(function).return_annotation)
        if not name.startswith("_")
    }


def folders() -> set[str]:
    return {path.name for path in TEMPLATES.iterdir() if path.is_dir()}


def test_folders_are_functions():
    assert folders() - ALLAUTH == set(mails())


@pytest.mark.parametrize("name", sorted(mails()))
def test_every_mail_says_when_it_is_sent(name):
    assert "Sent " in (mails()[name].__doc__ or "")


@pytest.mark.parametrize("name", sorted(folders()))
@pytest.mark.parametrize("part", ["subject.txt", "body.txt", "body.html"])
def test_every_mail_has_its_three_parts(name, part):
    assert get_template(f"emails/{name}/{part}")
