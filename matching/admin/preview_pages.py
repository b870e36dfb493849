"""Trying other rules on one mentee's list before they hold for everybody."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from accounts.models import Community
from accounts.moves import IllegalMove
from matching import actions
from matching.models import CommunityRules
from matching.preview import NEAREST, TOP, compare
from matching.proposal import Proposal, standing

from .rule_forms import WEIGHTS, MenteeForm, PairFormSet, WeightsForm, pair_forms
from .rule_words import barred, lines

DEFAULTS = {name: CommunityRules._meta.get_field(name).default for name in WEIGHTS}


class Tried:
    """What was typed: three forms that read one query string, or one POST."""

    def __init__(self, community: Community, data: QueryDict) -> None:
        self.present = standing(community)
        self.is_typed = "values" in data  # a link may name a mentee and leave the rules as they stand
        own = CommunityRules.objects.filter(community=community).first() or CommunityRules(
            community=community
        )
        self.weights = WeightsForm(data if self.is_typed else None, instance=own)
        self.pairs: PairFormSet = pair_forms(data if self.is_typed else None, self.present)
        self.mentee = MenteeForm(data, community=community)
        self.is_valid = self._validate()

    def _validate(self) -> bool:
        checks = [self.mentee.is_valid()]
        checks += [form.is_valid() for form in (self.weights, self.pairs) if form.is_bound]
        return all(checks)

    @property
    def proposal(self) -> Proposal:
        """What was typed, once it is valid; what it says nothing of stays as it is."""
        if not self.is_typed:
            return self.present
        said = {name: self.weights.cleaned_data[name] for name in (*WEIGHTS, "uses_prices")}
        declared = self.pairs.declared if self.pairs.is_bound else self.present.declared
        return Proposal(**said, declared=declared)


class PreviewPages(admin.ModelAdmin):
    """Mixed into the admin of communities."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<int:community_id>/rules-preview/",
                self.admin_site.admin_view(self.rules_preview_view),
                name="accounts_community_rules_preview",
            ),
            *super().get_urls(),
        ]

    def may_try_rules(self, request: HttpRequest, community: Community) -> bool:
        """The page shows how well people fit each other: for who may read profiles, and rules."""
        user = request.user
        return (
            self.has_view_permission(request, community)
            and (user.has_perm("accounts.view_profile") or user.has_perm("accounts.change_profile"))
            and (
                user.has_perm("matching.view_communityrules")
                or user.has_perm("matching.change_communityrules")
            )
        )

    def may_set_rules(self, request: HttpRequest) -> bool:
        return request.user.has_perms(
            f"matching.{what}"
            for what in (
                "add_communityrules",
                "change_communityrules",
                "add_opposedvalues",
                "change_opposedvalues",
                "delete_opposedvalues",
            )
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """The page of a community has a button that leads here."""
        community = kwargs.get("obj")
        context["may_try_rules"] = community is not None and self.may_try_rules(request, community)
        return super().render_change_form(request, context, *args, **kwargs)

    def rules_preview_view(self, request: HttpRequest, community_id: int) -> HttpResponse:
        """GET: both lists, of what the address says; nothing is written. POST: those rules hold from now on."""
        community = self.get_object(request, str(community_id))
        if community is None:
            raise Http404
        if not self.may_try_rules(request, community):
            raise PermissionDenied
        saving = request.method == "POST"
        if saving and not self.may_set_rules(request):
            raise PermissionDenied
        data = request.POST if saving else request.GET
        tried = Tried(community, data)
        if saving and tried.is_valid and self._save(request, community, tried):
            return HttpResponseRedirect(reverse("admin:accounts_community_change", args=[community.pk]))
        return self._rules_preview_page(request, community, tried, data)

    def _save(self, request: HttpRequest, community: Community, tried: Tried) -> bool:
        """Whether the rules hold now; else it has been said why not."""
        try:
            with transaction.atomic():
                changed = actions.set_rules(
                    community=community,
                    proposal=tried.proposal,
                    seen=request.POST.get("seen", ""),
                    by=request.user,
                )
                if changed:
                    LogEntry.objects.log_actions(
                        user_id=request.user.pk,
                        queryset=[community],
                        action_flag=CHANGE,
                        change_message=_("Set the rules of the order."),
                    )
        except IllegalMove as refusal:
            messages.warning(request, str(refusal))
            return False
        except IntegrityError:  # a value that was merged or deleted in between
            messages.warning(request, _("Somebody changed the vocabulary at this moment. Try once more."))
            return False
        messages.success(
            request,
            _("These rules hold from now on, for everybody’s next page.")
            if changed
            else _("These rules hold already."),
        )
        return True

    def _rules_preview_page(
        self, request: HttpRequest, community: Community, tried: Tried, data: QueryDict
    ) -> TemplateResponse:
        mentee = tried.mentee.cleaned_data.get("mentee") if tried.is_valid else None
        context: dict[str, Any] = {}
        if mentee and community.is_active:
            comparison = compare(mentee, community, tried.proposal)
            context = {
                "comparison": comparison,
                "now": lines(comparison.now, then=False),
                "then": lines(comparison.then, then=True),
                "barred": barred(comparison.barred[:TOP]),
                "more_barred": max(0, len(comparison.barred) - TOP),
            }
        return TemplateResponse(
            request,
            "admin/accounts/community/rules_preview.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Try other rules: %(community)s") % {"community": community},
                "community": community,
                "tried": tried,
                # With what is typed taken in, and empty rows for more.
                "pairs": pair_forms(None, tried.proposal) if tried.is_valid else tried.pairs,
                "mentee": mentee,
                "top": TOP,
                "nearest": NEAREST,
                "is_same": tried.is_valid and tried.proposal.mark == tried.present.mark,
                "may_set": self.may_set_rules(request),
                "carried": carried(data),
                "defaults": with_defaults(data, tried.present),
                **context,
            },
        )


def carried(data: QueryDict) -> list[tuple[str, str]]:
    """What the button that saves sends along: just what was looked at."""
    return [
        (name, value)
        for name in data
        if name in (*WEIGHTS, "uses_prices", "mentee", "who") or name.startswith("pairs-")
        for value in data.getlist(name)[-1:]
    ]


def with_defaults(data: QueryDict, present: Proposal) -> str:
    """The same address with the weights that hold where nothing is set."""
    changed = QueryDict(mutable=True)
    for name, value in carried(data):
        changed[name] = value
    if "values" not in data and present.uses_prices:
        changed["uses_prices"] = "on"
    for name, value in DEFAULTS.items():
        changed[name] = str(value)
    return changed.urlencode()
