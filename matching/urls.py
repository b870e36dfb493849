"""Consider, decide, ask."""

from django.urls import path

from matching.views import consider, decisions, judging, requests, revealing, shortlist

app_name = "matching"

urlpatterns = [
    path("mentors/", consider.MentorList.as_view(), name="mentor-list"),
    path("mentors/filters/", consider.MentorFilters.as_view(), name="mentor-filters"),
    path("mentors/hidden/", consider.HiddenList.as_view(), name="hidden-list"),
    path("mentors/<uuid:person>/", consider.MentorDetail.as_view(), name="mentor-detail"),
    path("mentors/<uuid:person>/workings/", consider.MentorWorkings.as_view(), name="mentor-workings"),
    path("mentors/<uuid:person>/hide/", consider.hide, name="hide"),
    path("mentors/<uuid:person>/unhide/", consider.unhide, name="unhide"),
    path("mentors/<uuid:person>/block/", consider.Block.as_view(), name="block"),
    path("mentors/<uuid:person>/shortlist/", shortlist.add, name="shortlist-add"),
    path("mentors/<uuid:person>/unshortlist/", shortlist.remove, name="shortlist-remove"),
    path("mentors/<uuid:person>/note/", shortlist.NotePage.as_view(), name="shortlist-note"),
    path("mentors/<uuid:person>/ask/", requests.RequestCreate.as_view(), name="request-create"),
    path("shortlist/", shortlist.ShortlistPage.as_view(), name="shortlist"),
    path("decisions/", decisions.DecisionList.as_view(), name="decision-list"),
    path("decisions/new/", decisions.DecisionCreate.as_view(), name="decision-create"),
    path("decisions/from/<uuid:partnership>/", decisions.from_pair, name="decision-from-pair"),
    path("decisions/<uuid:sheet>/", revealing.DecisionDetail.as_view(), name="decision-detail"),
    path("decisions/<uuid:sheet>/<int:place>/", judging.DecisionJudge.as_view(), name="decision-judge"),
    path("decisions/<uuid:sheet>/reveal/", revealing.reveal, name="decision-reveal"),
    path(
        "decisions/<uuid:sheet>/mind/<int:judgement>/", revealing.ChangeMind.as_view(), name="decision-mind"
    ),
    path("decisions/<uuid:sheet>/choice/", revealing.result, name="decision-choose"),
    path("decisions/<uuid:sheet>/archive/", decisions.archive, name="decision-archive"),
    path("decisions/<uuid:sheet>/reopen/", decisions.reopen, name="decision-reopen"),
    path("decisions/<uuid:sheet>/print/", decisions.printed, name="decision-print"),
    path("decisions/<uuid:sheet>/sheet.csv", decisions.exported, {"kind": "csv"}, name="decision-csv"),
    path("decisions/<uuid:sheet>/sheet.txt", decisions.exported, {"kind": "txt"}, name="decision-text"),
    path("requests/", requests.RequestList.as_view(), name="request-list"),
    path("requests/availability/", requests.availability, name="availability"),
    path("requests/<uuid:public_id>/", requests.RequestDetail.as_view(), name="request-detail"),
    path("requests/<uuid:public_id>/accept/", requests.accept, name="request-accept"),
    path("requests/<uuid:public_id>/decline/", requests.decline, name="request-decline"),
    path("requests/<uuid:public_id>/withdraw/", requests.withdraw, name="request-withdraw"),
    path("requests/<uuid:public_id>/question/", requests.ask, name="request-question"),
    path("requests/<uuid:public_id>/answer/", requests.answer, name="request-answer"),
]
