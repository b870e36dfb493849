"""Communities, and who is in them. Memberships move through actions; who waits stands on the community's own page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import actions, desk
from accounts.models import Community, Membership
from accounts.moves import IllegalMove

from .import_pages import ImportPages
from .moving import confirm, make_moves, one_move
from .reading import ReadOnlyInline

State = Membership.State


class WaitingAndOrganisers(ReadOnlyInline):
    """Who waits for an answer, and who organises. Everybody else stands in the list of memberships: there can be thousands."""

    model = Membership
    fields = readonly_fields = ["user", "state", "is_organiser", "message", "state_at", "answer"]
    verbose_name_plural = _("who waits for an answer, and organisers")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .filter(Q(state=State.PENDING) | Q(is_organiser=True))
            .select_related("user", "community")
            .order_by("is_organiser", "state_at")
        )

    @admin.display(description=_("answer"))
    def answer(self, membership: Membership) -> str:
        if membership.state != State.PENDING:
            return ""
        return format_html(
            '<button class="button desk-small" formaction="{}" formmethod="post" formnovalidate>{}</button> '
            '<button class="button desk-small desk-quiet" formaction="{}" formmethod="post" formnovalidate>{}</button>',
            reverse("admin:accounts_membership_admit", args=[membership.pk]),
            _("Admit"),
            reverse("admin:accounts_membership_refuse", args=[membership.pk]),
            _("Do not admit"),
        )


class CommunityAdmin(ImportPages):
    """Registered by the matching floor, which adds the opposed values."""

    change_list_template = "admin/accounts/community/change_list.html"
    change_form_template = "admin/accounts/community/change_form.html"
    list_display = ["name", "summary", "admission", "members", "waiting", "is_active"]
    list_filter = ["admission", "is_active"]
    search_fields = ["name", "slug", "summary"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["created_at"]
    fieldsets = [
        (
            None,
            {"fields": ["name", "slug", "summary", "description", "admission", "is_active", "created_at"]},
        ),
        (_("Code of conduct"), {"fields": ["code_of_conduct"]}),
    ]
    inlines = [WaitingAndOrganisers]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .annotate(
                member_count=Count("memberships", filter=Q(memberships__state=State.ACTIVE)),
                waiting_count=Count("memberships", filter=Q(memberships__state=State.PENDING)),
            )
        )

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, community: Community) -> str:
        return self._link(community, State.ACTIVE, community.member_count)

    @admin.display(description=_("waiting"), ordering="waiting_count")
    def waiting(self, community: Community) -> str:
        return self._link(community, State.PENDING, community.waiting_count)

    def _link(self, community: Community, state: str, count: int) -> str:
        if not count:
            return "0"
        return format_html(
            '<a href="{}?community__id__exact={}&state__exact={}">{}</a>',
            reverse("admin:accounts_membership_changelist"),
            community.pk,
            state,
            count,
        )

    def get_prepopulated_fields(self, request: HttpRequest, obj: Community | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def get_inlines(self, request: HttpRequest, obj: Community | None) -> Any:
        return self.inlines if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        """A community is switched off, not deleted: requests and partnerships were made in it."""
        return False


class MembershipForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_organiser") and self.instance.pk and not self.instance.is_active:
            self.add_error("is_organiser", _("Only a member can be an organiser."))
        return data


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Who is in which community."""

    form = MembershipForm
    list_display = ["user", "community", "state", "is_organiser", "message", "state_at"]
    list_filter = ["state", "is_organiser", "community"]
    list_select_related = ["user", "community"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["user__first_name", "user__last_name", "user__email", "community__name"]
    search_help_text = _("Name, address or community")
    autocomplete_fields = ["user", "community"]
    actions = ["admit", "refuse", "remove"]
    date_hierarchy = "state_at"

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        if obj is None:
            return ["user", "community", "is_organiser"]
        return ["user", "community", "state", "is_organiser", "message", "state_at", "state_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        return ["user", "community", "state", "message", "state_at", "state_by"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return False

    def has_moving_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """A new one goes through the same door as an import; an old one only changes who organises."""
        if change:
            obj.save(update_fields=["is_organiser"])
            return
        made = desk.enrol(community=obj.community, user=obj.user, by=request.user, now=timezone.now())
        if obj.is_organiser:
            made.is_organiser = True
            made.save(update_fields=["is_organiser"])
        obj.pk, obj.state, obj.state_at = made.pk, made.state, made.state_at

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        try:
            return super().add_view(request, form_url, extra_context)
        except IllegalMove as refusal:
            self.message_user(request, str(refusal), level="ERROR")
            return self.response_post_save_add(request, None)

    @admin.action(description=_("Admit"), permissions=["moving"])
    def admit(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        self._decide(request, queryset, actions.admit, gettext("Admitted."))

    @admin.action(description=_("Do not admit"), permissions=["moving"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        self._decide(request, queryset, actions.refuse, gettext("Not admitted."))

    @admin.action(description=_("Remove from the community"), permissions=["moving"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Membership]) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            return confirm(
                self,
                request,
                queryset.select_related("user", "community"),
                action="remove",
                title=gettext("Remove from the community"),
                explanation=gettext(
                    "They leave at once and cannot join again by themselves. Running partnerships go on. Nobody is mailed."
                ),
                button=gettext("Remove them"),
            )
        self._decide(request, queryset, actions.remove, gettext("Removed."))
        return None

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[Membership], action: Any, history: str
    ) -> None:
        make_moves(
            request,
            queryset.select_related("user", "community"),
            lambda membership: action(membership=membership, by=request.user, now=timezone.now()),
            done=lambda count: (
                ngettext("%(count)d membership: %(what)s", "%(count)d memberships: %(what)s", count)
                % {"count": count, "what": history}
            ),
            history=history,
        )

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                f"<int:membership_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"accounts_membership_{name}",
            )
            for name, view in (("admit", self.admit_view), ("refuse", self.refuse_view))
        ] + super().get_urls()

    def admit_view(self, request: HttpRequest, membership_id: int) -> HttpResponse:
        return self._answer(request, membership_id, actions.admit, gettext("Admitted."))

    def refuse_view(self, request: HttpRequest, membership_id: int) -> HttpResponse:
        return self._answer(request, membership_id, actions.refuse, gettext("Not admitted."))

    def _answer(self, request: HttpRequest, membership_id: int, action: Any, said: str) -> HttpResponse:
        membership = self.get_object(request, str(membership_id))
        community = membership.community_id if membership else 0
        return one_move(
            request,
            membership,
            lambda row: action(membership=row, by=request.user, now=timezone.now()),
            allowed=self.has_moving_permission(request),
            done=gettext("%(name)s: %(said)s They have a mail.") % {"name": membership, "said": said},
            history=said,
            back_to=reverse("admin:accounts_community_change", args=[community]),
        )
