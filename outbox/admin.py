"""Outgoing mail for administrators: what went to whom, in which state, and how it looks."""

import base64
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from . import actions
from .models import Mail, Suppression

# Only for the picture of a mail: its inline styles are allowed there and nowhere else, and it can neither run nor fetch anything.
PREVIEW_POLICY = {
    "default-src": [NONE],
    "img-src": ["data:"],
    "style-src": [UNSAFE_INLINE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups"],
}


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """Read-only: a mail is written, tried again and called off by actions."""

    list_display = ["written", "to_email", "subject", "state", "course"]
    list_display_links = ["written", "subject"]
    list_filter = ["state", "kind", "name"]
    search_fields = ["to_email", "to_name", "subject", "key", "name"]
    date_hierarchy = "created_at"
    show_full_result_count = False
    actions = ["retry", "cancel"]
    readonly_fields = ["preview", "body"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "subject",
                    ("to_email", "to_name", "to"),
                    ("about", "reply_to"),
                    ("kind", "name", "key"),
                ]
            },
        ),
        (
            _("Delivery"),
            {
                "fields": [
                    ("state", "attempts", "attempts_allowed"),
                    "last_error",
                    ("created_at", "not_before", "lease_until"),
                    ("sent_at", "cancelled_at", "trimmed_at"),
                ]
            },
        ),
        (_("As HTML"), {"fields": ["preview"]}),
        (_("As text"), {"fields": ["body"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False

    def has_deliver_permission(self, request: HttpRequest) -> bool:
        """Whether the two actions are offered."""
        return request.user.has_perm("outbox.change_mail")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        mails = super().get_queryset(request)
        listing = request.resolver_match and request.resolver_match.url_name == "outbox_mail_changelist"
        return mails.defer("text", "html", "calendar") if listing else mails.select_related("to", "about")

    @admin.display(description=_("written"), ordering="created_at")
    def written(self, mail: Mail) -> str:
        return date_format(timezone.localtime(mail.created_at), "j\xa0M\xa0H:i")

    @admin.display(description=_("attempts"), ordering="attempts")
    def course(self, mail: Mail) -> str:
        error = mail.last_error[:48] + ("…" if len(mail.last_error) > 48 else "")
        return f"{mail.attempts} · {error}" if error else str(mail.attempts)

    @admin.display(description=_("text"))
    def body(self, mail: Mail) -> str:
        return _absence(mail) or mail.text

    @admin.display(description=_("picture"))
    def preview(self, mail: Mail) -> str:
        absence = _absence(mail)
        if absence:
            return absence
        return format_html(
            '<iframe class="mail-preview" src="{}" title="{}" width="620" height="900" sandbox></iframe>',
            reverse("admin:outbox_mail_preview", args=[mail.pk]),
            _("The mail as its reader sees it"),
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:mail_id>/preview/", view, name="outbox_mail_preview"), *super().get_urls()]

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def change_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().change_view(*args, **kwargs)

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp(PREVIEW_POLICY))
    def preview_view(self, request: HttpRequest, mail_id: int) -> HttpResponse:
        """The HTML body alone, its pictures inside it, for the frame on the mail's page."""
        mail = self.get_object(request, str(mail_id))
        if mail is None or not self.has_view_permission(request, mail) or _absence(mail):
            raise Http404
        return HttpResponse(_with_pictures(mail))

    @admin.action(description=_("Try failed mails again"), permissions=["deliver"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        chosen = list(queryset.values_list("pk", flat=True))
        done = actions.retry(ids=chosen)
        self._report(
            request,
            chosen,
            done,
            ngettext("%(count)d mail is tried again now.", "%(count)d mails are tried again now.", done),
            gettext("Only failed mails whose text is still kept can be tried again."),
        )

    @admin.action(description=_("Call off waiting mails"), permissions=["deliver"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        chosen = list(queryset.values_list("pk", flat=True))
        done = actions.cancel(ids=chosen)
        self._report(
            request,
            chosen,
            done,
            ngettext("%(count)d mail is called off.", "%(count)d mails are called off.", done),
            gettext("Only waiting mails can be called off; the others are as they were."),
        )

    def _report(self, request: HttpRequest, chosen: list[int], done: int, said: str, otherwise: str) -> None:
        if done:
            self.message_user(request, said % {"count": done}, messages.SUCCESS)
        if done < len(chosen):
            self.message_user(request, otherwise, messages.WARNING)


def _absence(mail: Mail) -> str:
    """Why there is no body to show; empty when there is one."""
    if mail.is_private:
        return gettext(
            "This mail holds a key to an account, or what one person wrote to another, so nobody sees it here."
        )
    if mail.trimmed_at:
        return gettext("The text is no longer kept.")
    return ""


def _with_pictures(mail: Mail) -> str:
    html = mail.html
    for image in mail.images.all():
        data = base64.b64encode(bytes(image.png)).decode()
        html = html.replace(f'"cid:{image.cid}"', f'"data:image/png;base64,{data}"')
    return html


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    """Addresses that get nothing: entered and lifted through actions."""

    list_display = ["address", "reason", "created_at", "note"]
    list_filter = ["reason", "created_at"]
    search_fields = ["address", "note"]
    fields = ["address", "note"]

    def has_change_permission(self, request: HttpRequest, obj: Suppression | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        actions.suppress(address=obj.address, reason=Suppression.Reason.BY_HAND, note=obj.note)
        obj.pk = Suppression.objects.get(
            address__iexact=obj.address
        ).pk  # the log of the administration names it

    def delete_model(self, request: HttpRequest, obj: Suppression) -> None:
        actions.lift(address=obj.address)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        for suppression in queryset:
            actions.lift(address=suppression.address)
