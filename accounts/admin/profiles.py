"""What people say about themselves, to read, and the decision whether somebody mentors.

Values that drain somebody are private and are not here.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.models import Bridge, Goal, MentorState, Passage, Profile, RankedValue, Stance

from .moving import make_moves, one_move
from .reading import ReadOnlyAdmin, ReadOnlyInline


class OfProfile(ReadOnlyInline):
    """Rows of a profile, with what their names need."""

    related: list[str] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related(*self.related)


class ValuesOfProfile(OfProfile):
    model = RankedValue
    related = ["value"]
    fields = readonly_fields = ["rank", "value", "line", "is_essential"]


class PassagesOfProfile(OfProfile):
    model = Passage
    related = ["area"]
    fields = readonly_fields = ["area", "began", "ended", "depth", "asked_of_me", "differently", "is_offered"]


class GoalsOfProfile(OfProfile):
    model = Goal
    related = ["area"]
    fields = readonly_fields = ["area", "text", "why", "by", "closed_at"]


class BridgesOfProfile(OfProfile):
    model = Bridge
    related = ["from_area", "to_area"]
    fields = readonly_fields = ["from_area", "to_area", "text"]


class StancesOfProfile(OfProfile):
    model = Stance
    related = ["statement"]
    fields = readonly_fields = ["statement", "position", "note"]


@admin.register(Profile)
class ProfileAdmin(ReadOnlyAdmin):
    """The queue of those who offer to mentor, and every profile to read."""

    change_form_template = "admin/accounts/profile/change_form.html"
    list_display = ["user", "mentor_state", "places", "headline", "is_whole", "paused_at", "updated_at"]
    list_filter = [
        "mentor_state",
        ("completed_at", admin.EmptyFieldListFilter),
        ("paused_at", admin.EmptyFieldListFilter),
        ("user__memberships__community", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["user"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["user__first_name", "user__last_name", "user__email", "headline", "place"]
    search_help_text = _("Name, address, headline or place")
    ordering = ["user__first_name", "user__last_name", "pk"]
    actions = ["approve", "decline"]
    fieldsets = [
        (None, {"fields": ["user_link", "headline", "opening", "more", "place"]}),
        (
            _("Mentor"),
            {"fields": ["mentor_state", "mentor_decided_at", "mentor_decided_by", "places", "paused_at"]},
        ),
        (_("Practical"), {"fields": ["spoken", "ways", "hours_per_month", "interested_in", "completed_at"]}),
    ]
    inlines = [ValuesOfProfile, PassagesOfProfile, GoalsOfProfile, BridgesOfProfile, StancesOfProfile]

    @admin.display(description=_("complete"), boolean=True, ordering="completed_at")
    def is_whole(self, profile: Profile) -> bool:
        return profile.is_complete

    @admin.display(description=_("person"))
    def user_link(self, profile: Profile) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:accounts_user_change", args=[profile.user_id]), profile.user
        )

    @admin.display(description=_("languages"))
    def spoken(self, profile: Profile) -> str:
        return ", ".join(map(str, profile.languages.all()))

    @admin.display(description=_("how they like to talk"))
    def ways(self, profile: Profile) -> str:
        return ", ".join(profile.format_labels)

    @admin.display(description=_("interests"))
    def interested_in(self, profile: Profile) -> str:
        return ", ".join(map(str, profile.interests.all()))

    # --- Deciding

    @admin.action(description=_("Approve as mentor"), permissions=["moving"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        make_moves(
            request,
            queryset.select_related("user"),
            lambda profile: actions.approve_mentor(profile=profile, by=request.user, now=timezone.now()),
            done=lambda count: (
                ngettext(
                    "%(count)d mentor is approved and has a mail. Mentees can find them now.",
                    "%(count)d mentors are approved and have a mail. Mentees can find them now.",
                    count,
                )
                % {"count": count}
            ),
            history=gettext("Approved as mentor."),
        )

    @admin.action(description=_("Decline as mentor"), permissions=["moving"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        make_moves(
            request,
            queryset.select_related("user"),
            lambda profile: actions.refuse_mentor(profile=profile, by=request.user, now=timezone.now()),
            done=lambda count: (
                ngettext(
                    "%(count)d offer is declined; the person has a kind mail.",
                    "%(count)d offers are declined; each person has a kind mail.",
                    count,
                )
                % {"count": count}
            ),
            history=gettext("Declined as mentor."),
        )

    def get_urls(self) -> list[URLPattern]:
        def named(name: str, view: Any) -> URLPattern:
            return path(
                f"<int:profile_id>/{name}/", self.admin_site.admin_view(view), name=f"accounts_profile_{name}"
            )

        return [
            named("approve", self.approve_view),
            named("decline", self.decline_view),
            *super().get_urls(),
        ]

    def approve_view(self, request: HttpRequest, profile_id: int) -> HttpResponse:
        return self._decide(
            request,
            profile_id,
            actions.approve_mentor,
            gettext("Approved. They have a mail, and mentees can find them now."),
            gettext("Approved as mentor."),
        )

    def decline_view(self, request: HttpRequest, profile_id: int) -> HttpResponse:
        return self._decide(
            request,
            profile_id,
            actions.refuse_mentor,
            gettext("Declined. They have a kind mail."),
            gettext("Declined as mentor."),
        )

    def _decide(
        self, request: HttpRequest, profile_id: int, action: Any, done: str, history: str
    ) -> HttpResponse:
        return one_move(
            request,
            self.get_object(request, str(profile_id)),
            lambda profile: action(profile=profile, by=request.user, now=timezone.now()),
            allowed=self.has_moving_permission(request),
            done=done,
            history=history,
            back_to=reverse("admin:accounts_profile_change", args=[profile_id]),
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        profile = self.get_object(request, object_id)
        context = extra_context or {}
        if profile and self.has_moving_permission(request):
            context |= {
                "can_approve": profile.mentor_state in (MentorState.AWAITING, MentorState.REFUSED),
                "can_decline": profile.mentor_state in (MentorState.AWAITING, MentorState.APPROVED),
            }
        return super().change_view(request, object_id, form_url, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user", "mentor_decided_by")
