"""What I changed: every version of one's own profile, one of them as it read, and the way back to it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, versions
from accounts.models import ProfileVersion
from accounts.views.steps import own_profile


@login_required
@require_safe
def version_list(request: HttpRequest) -> HttpResponse:
    """The latest first, each with what changed in it."""
    profile = own_profile(request.user)
    context = {"profile": profile, "steps": versions.history(profile)}
    return render(request, "accounts/version_list.html", context)


@login_required
@require_safe
def version_detail(request: HttpRequest, version: UUID) -> HttpResponse:
    """One version as it read, and what would change by going back to it."""
    found = _own(request, version)
    now = versions.snapshot(found.profile)
    context = {
        "version": found,
        "content": versions.readable(found.content),
        "differs": versions.changes(now, found.content, versions.Names()),
    }
    return render(request, "accounts/version_detail.html", context)


@login_required
@require_POST
def version_restore(request: HttpRequest, version: UUID) -> HttpResponse:
    """Describe oneself again as in that version."""
    found = _own(request, version)
    gone = actions.restore_version(version=found, by=request.user, now=timezone.now())
    messages.success(request, _("Restored. What you had before stands in the list, too."))
    if gone:
        messages.warning(
            request,
            _("These words are no longer on offer, so they were left out: %(words)s.")
            % {"words": ", ".join(slug.replace("-", " ") for slug in gone)},
        )
    return redirect("accounts:profile")


def _own(request: HttpRequest, public_id: UUID) -> ProfileVersion:
    found = ProfileVersion.objects.visible_to(request.user).select_related("profile__user")
    return get_object_or_404(found, public_id=public_id)
