"""Importing members on the pages of a community: upload, dry run, import; and members as a file."""

import csv
import secrets
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.importing import wording
from accounts.importing.checking import Result, guarded
from accounts.importing.columns import template_rows
from accounts.importing.tables import MAX_BYTES, MAX_ROWS, Finding
from accounts.importing.writing import NotClean, bring_in, look
from accounts.models import Community

KEPT_FOR = 60 * 60
"""Seconds between the dry run and the import."""
ROWS_HERE = 1_000
"""How many people one page may import: it answers within a minute. More go through ``manage.py import_members``."""
SHOWN_FINDINGS, SHOWN_PEOPLE = 200, 20


class UploadForm(forms.Form):
    community = forms.ModelChoiceField(Community.objects.active(), label=gettext_lazy("Community"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("CSV, at most 2 MB. Nothing is imported before you have seen what would be."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )


class _Echo:
    """What csv.writer writes, handed back."""

    def write(self, text: str) -> str:
        return text


def csv_response(rows: Iterator[list[object]] | list[list[str]], filename: str) -> StreamingHttpResponse:
    """Rows as a download. The mark at the start tells Excel that it is UTF-8."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        for row in rows:
            yield writer.writerow([guarded(cell) for cell in row])

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


class ImportPages(admin.ModelAdmin):
    """Mixed into the admin of communities."""

    def get_urls(self) -> list[URLPattern]:
        def named(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"accounts_community_{name}")

        return [
            named("import/", self.import_view, "import"),
            named("import/confirm/", self.confirm_import_view, "import_confirm"),
            named("import/template.csv", self.import_template_view, "import_template"),
            named("<int:community_id>/members.csv", self.members_view, "members"),
            *super().get_urls(),
        ]

    def _must_import(self, request: HttpRequest) -> None:
        if not (
            request.user.has_perm("accounts.add_user") and request.user.has_perm("accounts.add_membership")
        ):
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        return TemplateResponse(
            request,
            f"admin/accounts/community/{template}",
            {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context},
        )

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """GET: the form. POST: the dry run, which changes nothing; the file is kept for an hour, for the import."""
        self._must_import(request)
        form = UploadForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
        if request.method != "POST" or not form.is_valid():
            return self._form_page(request, form)
        community, upload = form.cleaned_data["community"], form.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            form.add_error("file", wording.sentence(Finding("too_big")))
            return self._form_page(request, form)
        data = upload.read()
        result = look(data, community, now=timezone.now())
        ticket = ""
        if result.is_clean and len(result.candidates) <= ROWS_HERE:
            ticket = secrets.token_urlsafe(16)
            cache.set(self._key(request, ticket), (community.pk, data), KEPT_FOR)
        return self._preview_page(request, community, result, ticket=ticket)

    def _key(self, request: HttpRequest, ticket: str) -> str:
        return f"member-import:{request.user.pk}:{ticket[:40]}"

    def _form_page(self, request: HttpRequest, form: UploadForm) -> TemplateResponse:
        return self._page(
            request,
            "import.html",
            _("Import members"),
            form=form,
            columns=wording.columns(),
            max_rows=MAX_ROWS,
            rows_here=ROWS_HERE,
        )

    def _preview_page(
        self, request: HttpRequest, community: Community, result: Result, *, ticket: str
    ) -> TemplateResponse:
        def said(findings: list[Finding]) -> list[tuple[str, str]]:
            return [(wording.place(found), wording.sentence(found)) for found in findings[:SHOWN_FINDINGS]]

        return self._page(
            request,
            "import_preview.html",
            _("Import into %(community)s: dry run") % {"community": community},
            community=community,
            ticket=ticket,
            errors=said(result.errors),
            error_count=len(result.errors),
            notices=said(result.notices),
            notice_count=len(result.notices),
            new=len(result.of("new")),
            joining=len(result.of("elsewhere")),
            members=len(result.of("member")),
            people=result.candidates[:SHOWN_PEOPLE],
            more=max(0, len(result.candidates) - SHOWN_PEOPLE),
            too_many_here=result.is_clean and len(result.candidates) > ROWS_HERE,
            rows_here=ROWS_HERE,
        )

    def confirm_import_view(self, request: HttpRequest) -> HttpResponse:
        """Import what the dry run has shown. The file is looked at again; with a single error nothing happens."""
        self._must_import(request)
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:accounts_community_import"))
        key = self._key(request, request.POST.get("ticket", ""))
        kept = cache.get(key)
        cache.delete(key)
        community = Community.objects.filter(pk=kept[0]).first() if kept else None
        if community is None:
            messages.warning(
                request, _("The file is no longer kept, so nothing was imported. Please upload it again.")
            )
            return HttpResponseRedirect(reverse("admin:accounts_community_import"))
        try:
            result = bring_in(kept[1], community, by=request.user, now=timezone.now())
        except NotClean as error:
            messages.error(request, _("Something changed since the dry run. Nothing was imported."))
            return self._preview_page(request, community, error.result, ticket="")
        self._tell(request, community, result)
        return HttpResponseRedirect(reverse("admin:accounts_community_change", args=[community.pk]))

    def _tell(self, request: HttpRequest, community: Community, result: Result) -> None:
        new, joined = len(result.of("new")), len(result.of("elsewhere"))
        said = [
            ngettext(
                "%(count)d person has an account and an invitation by mail.",
                "%(count)d people have an account and an invitation by mail.",
                new,
            )
            % {"count": new}
        ]
        if joined:
            said.append(
                ngettext(
                    "%(count)d who was here already has joined.",
                    "%(count)d who were here already have joined.",
                    joined,
                )
                % {"count": joined}
            )
        messages.success(request, " ".join(said))
        LogEntry.objects.log_actions(
            user_id=request.user.pk,
            queryset=[community],
            action_flag=CHANGE,
            change_message=_("Imported members: %(new)d new, %(joined)d joined.")
            % {"new": new, "joined": joined},
        )

    def import_template_view(self, request: HttpRequest) -> StreamingHttpResponse:
        self._must_import(request)
        return csv_response(template_rows(), "members-template.csv")

    def members_view(self, request: HttpRequest, community_id: int) -> StreamingHttpResponse:
        """Who is in the community: name, address, state, dates. Profiles are not part of it."""
        community = self.get_object(request, str(community_id))
        if community is None:
            raise Http404
        if not request.user.has_perm("accounts.view_membership"):
            raise PermissionDenied
        memberships = community.memberships.select_related("user__profile").order_by("user__email")

        def rows() -> Iterator[list[object]]:
            yield [
                _("First name"),
                _("Last name"),
                _("E-mail"),
                _("State"),
                _("Since"),
                _("Organiser"),
                _("Mentor"),
            ]
            for membership in memberships.iterator(chunk_size=2000):
                user, profile = membership.user, getattr(membership.user, "profile", None)
                yield [
                    user.first_name,
                    user.last_name,
                    user.email,
                    membership.get_state_display(),
                    f"{membership.state_at:%Y-%m-%d}",
                    _("yes") if membership.is_organiser else "",
                    profile.get_mentor_state_display() if profile and profile.offers_to_mentor else "",
                ]

        return csv_response(rows(), f"{community.slug}-members.csv")
