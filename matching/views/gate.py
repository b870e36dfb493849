"""What every page of this floor asks first."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from matching import candidates


class KnowYourselfFirst(LoginRequiredMixin):
    """Finishing one's own profile comes before browsing: the order needs something to order by."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not has_profile(request.user):
            messages.info(
                request, _("Finish your own profile first. The list is put in order by what you say there.")
            )
            return redirect("accounts:profile")
        return super().dispatch(request, *args, **kwargs)


def has_profile(user: User) -> bool:
    return Profile.objects.complete().filter(user=user).exists()


def visible_mentor(request: HttpRequest, person: UUID) -> Profile:
    """The approved mentor of that public id, or 404: strangers, blocked and suspended people do not exist."""
    mentors = candidates.mentors_visible_to(request.user).select_related("user")
    return get_object_or_404(mentors, user__public_id=person)


def back(request: HttpRequest, fallback: str) -> HttpResponseRedirect:
    """To the page named in the form's ``next``, if it is one of ours."""
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts=None) and not urlsplit(target).netloc:
        return redirect(target)
    return redirect(reverse(fallback))
