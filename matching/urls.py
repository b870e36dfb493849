"""Consider, decide, ask."""

from django.urls import path

from matching.views import consider, requests, shortlist

app_name = "matching"

urlpatterns = [
    path("mentors/", consider.MentorList.as_view(), name="mentor-list"),
    path("mentors/filters/", consider.MentorFilters.as_view(), name="mentor-filters"),
    path("mentors/hidden/", consider.HiddenList.as_view(), name="hidden-list"),
    path("mentors/<uuid:person>/", consider.MentorDetail.as_view(), name="mentor-detail"),
    path("mentors/<uuid:person>/hide/", consider.hide, name="hide"),
    path("mentors/<uuid:person>/unhide/", consider.unhide, name="unhide"),
    path("mentors/<uuid:person>/block/", consider.Block.as_view(), name="block"),
    path("mentors/<uuid:person>/shortlist/", shortlist.add, name="shortlist-add"),
    path("mentors/<uuid:person>/unshortlist/", shortlist.remove, name="shortlist-remove"),
    path("mentors/<uuid:person>/note/", shortlist.Note.as_view(), name="shortlist-note"),
    path("mentors/<uuid:person>/ask/", requests.RequestCreate.as_view(), name="request-create"),
    path("shortlist/", shortlist.ShortlistPage.as_view(), name="shortlist"),
    path("requests/", requests.RequestList.as_view(), name="request-list"),
    path("requests/availability/", requests.availability, name="availability"),
    path("requests/<uuid:public_id>/", requests.RequestDetail.as_view(), name="request-detail"),
    path("requests/<uuid:public_id>/accept/", requests.accept, name="request-accept"),
    path("requests/<uuid:public_id>/decline/", requests.decline, name="request-decline"),
    path("requests/<uuid:public_id>/withdraw/", requests.withdraw, name="request-withdraw"),
    path("requests/<uuid:public_id>/question/", requests.ask, name="request-question"),
    path("requests/<uuid:public_id>/answer/", requests.answer, name="request-answer"),
]
