"""Ask: the letter, the inbox, the answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View

from accounts import actions as accounts
from accounts.models import MentorState, Profile, User
from accounts.moves import IllegalMove
from matching import actions, candidates, limits
from matching.actions.asking import why_not
from matching.explaining import Role
from matching.forms import AnswerForm, AskForm, DeclineForm, QuestionForm
from matching.meeting import meet
from matching.models import DecisionSheet, Request
from matching.sheets import Table
from matching.views.gate import KnowYourselfFirst, visible_mentor
from matching.wording import Words
from partnerships.models import Partnership


class RequestCreate(KnowYourselfFirst, View):
    """Write to a mentor. Where asking is not possible just now, the page says why and what to do instead."""

    template_name = "matching/request_create.html"

    def get(self, request: HttpRequest, person: UUID) -> HttpResponse:
        mentor = visible_mentor(request, person)
        sheet = sheet_behind(request, mentor)
        initial = {"goal": sheet.sheet.goal_id} if sheet and sheet.sheet.goal_id else None
        form = AskForm(mentee=request.user, mentor=mentor.user, initial=initial)
        return self._page(request, mentor, form)

    def post(self, request: HttpRequest, person: UUID) -> HttpResponse:
        mentor = visible_mentor(request, person)
        form = AskForm(request.POST, mentee=request.user, mentor=mentor.user)
        if form.is_valid():
            try:
                sent = actions.send(
                    mentee=request.user, mentor=mentor.user, now=timezone.now(), **form.cleaned_data
                )
            except IllegalMove as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request,
                    _("Your letter is on its way. %(name)s is asked to answer within fourteen days.")
                    % {"name": mentor.user.short_name},
                )
                return redirect("matching:request-detail", sent.public_id)
        return self._page(request, mentor, form, status=422)

    def _page(self, request: HttpRequest, mentor: Profile, form: AskForm, status: int = 200) -> HttpResponse:
        meeting = meet(request.user, mentor.user)
        return render(
            request,
            self.template_name,
            {
                "form": form,
                "mentor": mentor.user,
                "profile": meeting.mentor,
                "words": Words(meeting, Role.MENTEE),
                "why_not": why_not(mentee=request.user, mentor=mentor.user, goal=None, now=timezone.now()),
                "limits": limits,
                "decided": sheet_behind(request, mentor),
            },
            status=status,
        )


def sheet_behind(request: HttpRequest, mentor: Profile) -> Table | None:
    """The reader's own sheet on which this mentor was chosen, if the address names one."""
    try:
        public_id = UUID(request.GET.get("sheet", ""))
    except ValueError:
        return None
    sheet = (
        DecisionSheet.objects.visible_to(request.user)
        .select_related("mentee")
        .filter(public_id=public_id, state=DecisionSheet.State.DECIDED, choice__mentor=mentor.user)
        .first()
    )
    return Table(sheet) if sheet else None


class Letters(LoginRequiredMixin, TemplateView):
    """What the inbox and a letter share: the list of all letters beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        letters = list(
            Request.objects.visible_to(user)
            .with_people()
            .prefetch_related(
                "mentee__profile__ranked_values__value", "mentor__profile__ranked_values__value"
            )
        )
        received = [letter for letter in letters if letter.mentor_id == user.pk]
        sent = [letter for letter in letters if letter.mentee_id == user.pk]
        return super().get_context_data(
            waiting=[letter for letter in received if letter.is_pending],
            sent_waiting=[letter for letter in sent if letter.is_pending],
            ended=[letter for letter in letters if not letter.is_pending],
            profile=_places(user),
            **kwargs,
        )


def _places(user: User) -> Profile | None:
    """My own profile as a mentor with ``places_free``; None for who does not mentor."""
    profile = candidates.with_places_taken(
        Profile.objects.filter(user=user).exclude(mentor_state=MentorState.NONE)
    ).first()
    if profile:
        profile.places_free = max(0, profile.places - profile.taken)
    return profile


class RequestList(Letters):
    """The inbox: who has asked me, whom I have asked, and what has ended."""

    template_name = "matching/request_list.html"


class RequestDetail(Letters):
    """One letter. The mentor reads it before any figure, and answers; the mentee sees what happens when."""

    template_name = "matching/request_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        letter = get_object_or_404(
            Request.objects.visible_to(user).with_people(), public_id=kwargs["public_id"]
        )
        actions.mark_seen(request=letter, by=user, now=timezone.now())
        is_mentor = letter.mentor_id == user.pk
        meeting = meet(letter.mentee, letter.mentor)
        partnership = (
            Partnership.objects.visible_to(user).filter(origin=f"request:{letter.public_id}").first()
        )
        return super().get_context_data(
            letter=letter,
            is_mentor=is_mentor,
            other=letter.other(user),
            other_profile=meeting.mentee if is_mentor else meeting.mentor,
            words=Words(meeting, Role.MENTOR if is_mentor else Role.MENTEE),
            partnership=partnership,
            ask_another_from=letter.sent_at + limits.ASK_ANOTHER_AFTER,
            **{
                "decline_form": DeclineForm(initial={"reply": letter.reply_draft}),
                "question_form": QuestionForm(prefix="question"),
                "answer_form": AnswerForm(prefix="answer"),
            }
            | kwargs,
        )


def _mine(request: HttpRequest, public_id: UUID) -> Request:
    return get_object_or_404(Request.objects.visible_to(request.user).with_people(), public_id=public_id)


def _again(request: HttpRequest, letter: Request, **forms: Any) -> HttpResponse:
    """The letter's page once more, with what was typed and what is wrong with it."""
    page = RequestDetail()
    page.setup(request, public_id=letter.public_id)
    return page.render_to_response(page.get_context_data(public_id=letter.public_id, **forms), status=422)


@login_required
@require_POST
def accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Accept, and be introduced."""
    letter = _mine(request, public_id)
    try:
        partnership = actions.accept(request=letter, by=request.user, now=timezone.now())
    except IllegalMove as error:
        messages.error(request, str(error))
        return redirect("matching:request-detail", public_id)
    messages.success(
        request,
        _("You and %(name)s are introduced: each of you gets one e-mail with the other’s address.")
        % {"name": letter.mentee.short_name},
    )
    return redirect("partnerships:partnership-detail", partnership.public_id)


@login_required
@require_POST
def decline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Decline kindly. A letter that ended meanwhile keeps what the mentor was writing."""
    letter = _mine(request, public_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _again(request, letter, decline_form=form)
    try:
        actions.decline(request=letter, by=request.user, now=timezone.now(), **form.cleaned_data)
    except IllegalMove as error:
        if form.cleaned_data["reply"] and letter.mentor_id == request.user.pk:
            actions.keep_draft(request=letter, by=request.user, reply=form.cleaned_data["reply"])
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("%(name)s hears from you, with your reason.") % {"name": letter.mentee.short_name}
        )
    return redirect("matching:request-detail", public_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponseRedirect:
    """Take a request back."""
    letter = _mine(request, public_id)
    try:
        actions.withdraw(request=letter, by=request.user, now=timezone.now())
    except IllegalMove as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Your request is withdrawn. You can ask %(name)s again on any day.")
            % {"name": letter.mentor.short_name},
        )
    return redirect("matching:request-detail", public_id)


@login_required
@require_POST
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The mentor asks a question first."""
    letter = _mine(request, public_id)
    form = QuestionForm(request.POST, prefix="question")
    if not form.is_valid():
        return _again(request, letter, question_form=form)
    try:
        actions.ask_question(
            request=letter, by=request.user, text=form.cleaned_data["text"], now=timezone.now()
        )
    except IllegalMove as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Your question is on its way to %(name)s.") % {"name": letter.mentee.short_name}
        )
    return redirect("matching:request-detail", public_id)


@login_required
@require_POST
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The mentee answers it."""
    letter = _mine(request, public_id)
    form = AnswerForm(request.POST, prefix="answer")
    if not form.is_valid():
        return _again(request, letter, answer_form=form)
    try:
        actions.answer_question(
            request=letter, by=request.user, text=form.cleaned_data["text"], now=timezone.now()
        )
    except IllegalMove as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Your answer is on its way to %(name)s.") % {"name": letter.mentor.short_name}
        )
    return redirect("matching:request-detail", public_id)


@login_required
@require_POST
def availability(request: HttpRequest) -> HttpResponseRedirect:
    """A mentor takes no new requests for a while, or comes back, with one click."""
    profile = get_object_or_404(Profile.objects.exclude(mentor_state=MentorState.NONE), user=request.user)
    available = request.POST.get("available") == "yes"
    accounts.set_available(profile=profile, available=available, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("You are open to requests again.")
        if available
        else _("You get no new requests until you come back. Letters that wait stay where they are."),
    )
    back = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if back and inside else "matching:request-list")
