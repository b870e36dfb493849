"""Peer groups: find one, join, leave; organisers admit people."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View

from accounts import actions
from accounts.forms.account import JoinForm
from accounts.models import Community, Membership, Profile
from accounts.moves import IllegalMove


def _with_counts(communities):
    member = Q(memberships__state=Membership.State.ACTIVE, memberships__user__suspended_at__isnull=True)
    return communities.annotate(members=Count("memberships", filter=member))


class CommunityList(TemplateView):
    """All communities one may know of, one's own first."""

    template_name = "accounts/community_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        mine = {}
        if user.is_authenticated:
            mine = {entry.community_id: entry for entry in Membership.objects.open().filter(user=user)}
        communities = list(_with_counts(Community.objects.visible_to(user)))
        for community in communities:
            community.mine = mine.get(community.pk)
        communities.sort(key=lambda community: community.mine is None)
        return super().get_context_data(communities=communities, **kwargs)


class CommunityDetail(TemplateView):
    """One community: what it is, how to join, and for organisers who waits."""

    template_name = "accounts/community_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        community = get_object_or_404(_with_counts(Community.objects.visible_to(user)), slug=kwargs["slug"])
        membership, decides = None, False
        if user.is_authenticated:
            membership = Membership.objects.filter(user=user, community=community).first()
            decides = actions.decides_for(user, community)
        waiting = Membership.objects.none()
        if decides:
            waiting = (
                Membership.objects.filter(community=community, state=Membership.State.PENDING)
                .select_related("user__profile")
                .prefetch_related("user__profile__ranked_values__value")
            )
        return super().get_context_data(
            community=community,
            membership=membership,
            decides=decides,
            waiting=waiting,
            organisers=[
                entry.user
                for entry in Membership.objects.active()
                .filter(community=community, is_organiser=True)
                .select_related("user")
            ],
            **{"form": JoinForm()} | kwargs,
        )


@login_required
@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Join, or ask to."""
    community = get_object_or_404(Community.objects.visible_to(request.user), slug=slug)
    form = JoinForm(request.POST)
    if not form.is_valid():
        page = CommunityDetail()
        page.setup(request, slug=slug)
        return page.render_to_response(page.get_context_data(slug=slug, form=form), status=422)
    try:
        membership = actions.join(
            community=community, user=request.user, message=form.cleaned_data["message"], now=timezone.now()
        )
    except IllegalMove as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("You are a member of %(name)s. Its mentors are in your list.") % {"name": community.name}
            if membership.is_active
            else _("The organisers of %(name)s have a mail from you. You hear as soon as they answer.")
            % {"name": community.name},
        )
    return redirect("accounts:community-detail", slug)


@login_required
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponseRedirect:
    """Leave, or take back the wish to join."""
    membership = get_object_or_404(
        Membership.objects.open().select_related("community", "user"), user=request.user, community__slug=slug
    )
    try:
        actions.leave(membership=membership, by=request.user, now=timezone.now())
    except IllegalMove as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("You have left %(name)s. Partnerships that are running go on.")
            % {"name": membership.community.name},
        )
    return redirect("accounts:community-list")


class MembershipDecision(LoginRequiredMixin, View):
    """Somebody who waits, in their own words, before an organiser who says yes or no."""

    def get(self, request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
        membership = self._membership(request, slug, person)
        if membership.state != Membership.State.PENDING:
            messages.info(request, _("That has been decided already."))
            return redirect("accounts:community-detail", slug)
        profile = Profile.objects.with_definition().filter(user=membership.user).first()
        context = {"membership": membership, "community": membership.community, "profile": profile}
        return render(request, "accounts/membership_decide.html", context)

    def post(self, request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
        membership = self._membership(request, slug, person)
        move = actions.admit if request.POST.get("answer") == "yes" else actions.refuse
        try:
            move(membership=membership, by=request.user, now=timezone.now())
        except IllegalMove as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(name)s hears by mail.") % {"name": membership.user.short_name})
        return redirect("accounts:community-detail", slug)

    @staticmethod
    def _membership(request: HttpRequest, slug: str, person: UUID) -> Membership:
        community = get_object_or_404(Community.objects.visible_to(request.user), slug=slug)
        if not actions.decides_for(request.user, community):
            raise Http404
        memberships = Membership.objects.select_related("community", "user")
        return get_object_or_404(memberships, community=community, user__public_id=person)
