"""Consent, settings, and taking up an invitation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, UpdateView, View

from accounts import actions
from accounts.forms.account import ConsentForm, InvitationForm, ReportForm, SettingsForm
from accounts.models import Invitation, Profile, User
from accounts.moves import IllegalMove

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Consent(LoginRequiredMixin, FormView):
    """The code of conduct, what is done with data, and being of age: agreed to once, and again when a text changes."""

    template_name = "accounts/consent.html"
    form_class = ConsentForm

    def form_valid(self, form: ConsentForm) -> HttpResponse:
        actions.agree(user=self.request.user, now=timezone.now())
        target = self.request.GET.get("next", "")
        if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
            return redirect(target)
        return redirect("accounts:profile")

    def form_invalid(self, form: ConsentForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Settings(LoginRequiredMixin, UpdateView):
    """Name, language, time zone; whom one has blocked."""

    template_name = "accounts/settings.html"
    form_class = SettingsForm
    success_url = reverse_lazy("accounts:settings")

    def get_object(self, queryset: Any = None) -> User:
        # A fresh one: an invalid form must not change the name in the masthead.
        return User.objects.get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        blocked = User.objects.filter(blocks_received__blocker=self.request.user)
        return super().get_context_data(blocked=blocked, **kwargs)

    def form_valid(self, form: SettingsForm) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            actions.note_change(self.object)
        messages.success(self.request, _("Saved."))
        return response

    def form_invalid(self, form: SettingsForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@login_required
@require_POST
def unblock(request: HttpRequest, person: UUID) -> HttpResponseRedirect:
    """Take one's own block back."""
    other = get_object_or_404(User, public_id=person, blocks_received__blocker=request.user)
    actions.unblock(by=request.user, other=other)
    messages.success(request, _("%(name)s is no longer blocked.") % {"name": other.short_name})
    return redirect("accounts:settings")


class TakeInvitation(View):
    """An invitation: GET says who invited and to what, POST takes the account over and signs in."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = self._invitation(token)
        return self._page(request, invitation, InvitationForm(user=invitation.user))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = self._invitation(token)
        form = InvitationForm(request.POST, user=invitation.user)
        if not invitation.is_open or not form.is_valid():
            return self._page(request, invitation, form, status=422)
        try:
            user = actions.accept_invitation(
                invitation=invitation, password=form.cleaned_data["password"], now=timezone.now()
            )
        except IllegalMove as error:
            messages.error(request, str(error))
            return redirect("account_login")
        login(request, user, backend=BACKEND)
        messages.success(
            request, _("Welcome. This is what was filled in for you: change whatever is not you.")
        )
        return redirect("accounts:profile")

    def _invitation(self, token: str) -> Invitation:
        invitations = Invitation.objects.select_related("user", "community", "invited_by")
        return get_object_or_404(invitations.filter(user__suspended_at__isnull=True), token=token)

    def _page(
        self, request: HttpRequest, invitation: Invitation, form: InvitationForm, status: int = 200
    ) -> HttpResponse:
        context = {"invitation": invitation, "form": form}
        if invitation.is_open:
            context["profile"] = Profile.objects.with_definition().filter(user=invitation.user).first()
        return render(request, "accounts/invitation.html", context, status=status)


class ReportCreate(LoginRequiredMixin, FormView):
    """Tell the organisers of a concern, about somebody or about anything."""

    template_name = "accounts/report.html"
    form_class = ReportForm

    def about(self) -> User | None:
        """The person in ``?about=``, if the reader may know them; a block does not keep anybody from reporting."""
        try:
            public_id = UUID(self.request.GET.get("about", ""))
        except ValueError:
            return None
        return User.objects.filter(public_id=public_id).exclude(pk=self.request.user.pk).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = self.about()
        known = about and User.objects.visible_to(self.request.user).filter(pk=about.pk).exists()
        return super().get_context_data(about=about if known else None, **kwargs)

    def form_valid(self, form: ReportForm) -> HttpResponse:
        actions.report(
            by=self.request.user, about=self.about(), text=form.cleaned_data["text"], now=timezone.now()
        )
        messages.success(
            self.request,
            _("Thank you for telling us. The admins have a mail about it and look at it today or tomorrow."),
        )
        return redirect("home")

    def form_invalid(self, form: ReportForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
