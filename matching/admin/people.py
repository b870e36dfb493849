"""The suspension of people, which reaches all floors."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.admin import PersonAdmin, confirm, make_moves
from accounts.models import User
from accounts.moves import IllegalMove
from matching import actions
from matching.reliability import Reliability
from partnerships import qualities
from partnerships.models import Partnership


@admin.register(User)
class PersonWithSafetyAdmin(PersonAdmin):
    """People, and the moves that reach their requests and partnerships."""

    actions = ["suspend", "restore"]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not Partnership.objects.filter(mentor=obj).exists():
            return fieldsets
        return [*fieldsets, (_("As a mentor"), {"fields": ["reliability", "qualities"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "reliability", "qualities"]

    @admin.display(description=_("reliability, computed"))
    def reliability(self, user: User) -> str:
        counted = Reliability.of(user)
        letters = _("%(answered)d of %(asked)d letters answered in time") % vars(counted)
        checks = _("%(replied)d of %(checks)d checks replied to") % vars(counted)
        return f"{letters}; {checks}"

    @admin.display(description=_("what mentees said, together"))
    def qualities(self, user: User) -> str:
        told = qualities.of_mentor(user)
        if not told:
            return gettext("Told from three mentees up, so that nobody can be singled out.")
        return "; ".join(f"{quality.name}: {quality.words} ({quality.count})" for quality in told)

    def has_moving_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    @admin.action(description=_("Suspend"), permissions=["moving"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        why = request.POST.get("why", "").strip()[:500]
        if "confirmed" not in request.POST or not why:
            return confirm(
                self,
                request,
                queryset,
                action="suspend",
                title=gettext("Suspend"),
                explanation=gettext(
                    "They are signed out and cannot sign in, their waiting mails and requests are called off, and their "
                    "partnerships stop at once."
                ),
                button=gettext("Suspend"),
                asks_why=True,
            )
        make_moves(
            request,
            queryset,
            lambda user: self._suspend(user, by=request.user, why=why),
            done=lambda count: (
                ngettext("%(count)d person is suspended.", "%(count)d people are suspended.", count)
                % {"count": count}
            ),
            history=gettext("Suspended: %(why)s") % {"why": why},
        )
        return None

    def _suspend(self, user: User, *, by: Any, why: str) -> None:
        if user.pk == by.pk:
            raise IllegalMove(_("Nobody suspends themself."))
        if user.is_superuser and not by.is_superuser:
            raise IllegalMove(_("Only somebody with every right can suspend an administrator."))
        if user.is_suspended:
            raise IllegalMove(_("is suspended already."))
        actions.suspend_person(user=user, by=by, reason=why, now=timezone.now())

    @admin.action(description=_("Take a suspension back"), permissions=["moving"])
    def restore(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        make_moves(
            request,
            queryset,
            lambda user: self._restore(user, by=request.user),
            done=lambda count: (
                ngettext(
                    "%(count)d person can sign in again. Their partnerships are restored one by one.",
                    "%(count)d people can sign in again. Their partnerships are restored one by one.",
                    count,
                )
                % {"count": count}
            ),
            history=gettext("Suspension taken back."),
        )

    def _restore(self, user: User, *, by: Any) -> None:
        if not user.is_suspended:
            raise IllegalMove(_("is not suspended."))
        actions.restore_person(user=user, by=by, now=timezone.now())
