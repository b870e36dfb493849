"""Addresses of the running relationship."""

from django.urls import path

from partnerships.views import (
    agreement,
    alone,
    checks,
    commitments,
    endings,
    feeds,
    going_on,
    opportunities,
    pairs,
    sessions,
)

app_name = "partnerships"

urlpatterns = [
    path("", pairs.PartnershipList.as_view(), name="partnership-list"),
    path("checks/<uuid:check>/", checks.check_detail, name="check-detail"),
    path("checks/<uuid:check>/answer/", checks.check_answer, name="check-answer"),
    path("checks/<uuid:check>/reply/", checks.check_reply, name="check-reply"),
    path("checks/<uuid:check>/suggestion/leave/", checks.suggestion_leave, name="suggestion-leave"),
    path("pulse/<uuid:pulse>/", alone.pulse, name="pulse"),
    path("fit/<uuid:fit_check>/", alone.fit, name="fit"),
    path("commitments/<uuid:commitment>/", commitments.commitment_update, name="commitment-update"),
    path(
        "commitments/<uuid:commitment>/take-back/",
        commitments.commitment_take_back,
        name="commitment-take-back",
    ),
    path("calendar/", feeds.calendar_settings, name="calendar-settings"),
    path("calendar/revoke/", feeds.calendar_revoke, name="calendar-revoke"),
    path("calendar/<str:key>.ics", feeds.calendar_feed, name="calendar-feed"),
    path("talks/<uuid:session>/", sessions.session_detail, name="session-detail"),
    path("talks/<uuid:session>/move/", sessions.session_move, name="session-move"),
    path("talks/<uuid:session>/accept/", sessions.session_accept, name="session-accept"),
    path("talks/<uuid:session>/decline/", sessions.session_decline, name="session-decline"),
    path("talks/<uuid:session>/withdraw/", sessions.session_withdraw, name="session-withdraw"),
    path("talks/<uuid:session>/cancel/", sessions.session_cancel, name="session-cancel"),
    path("talks/<uuid:session>/tell/", sessions.session_tell, name="session-tell"),
    path("<uuid:partnership>/talks/new/", sessions.session_propose, name="session-propose"),
    path("opportunities/<uuid:opportunity>/", opportunities.opportunity_detail, name="opportunity-detail"),
    path(
        "opportunities/<uuid:opportunity>/change/",
        opportunities.OpportunityUpdate.as_view(),
        name="opportunity-update",
    ),
    path(
        "opportunities/<uuid:opportunity>/take-back/",
        opportunities.opportunity_withdraw,
        name="opportunity-withdraw",
    ),
    path(
        "opportunities/<uuid:opportunity>/take-up/",
        opportunities.opportunity_pursue,
        name="opportunity-pursue",
    ),
    path(
        "opportunities/<uuid:opportunity>/leave/",
        opportunities.opportunity_decline,
        name="opportunity-decline",
    ),
    path(
        "opportunities/<uuid:opportunity>/outcome/",
        opportunities.opportunity_settle,
        name="opportunity-settle",
    ),
    path(
        "<uuid:partnership>/opportunities/new/",
        opportunities.OpportunityCreate.as_view(),
        name="opportunity-create",
    ),
    path("<uuid:partnership>/", pairs.partnership_detail, name="partnership-detail"),
    path("<uuid:partnership>/journal/", pairs.journal_add, name="journal-add"),
    path("<uuid:partnership>/agreement/", agreement.agreement_page, name="agreement"),
    path("<uuid:partnership>/agreement/sign/", agreement.agreement_sign, name="agreement-sign"),
    path("<uuid:partnership>/agreement/agree/", agreement.change_agree, name="change-agree"),
    path("<uuid:partnership>/agreement/decline/", agreement.change_decline, name="change-decline"),
    path("<uuid:partnership>/agreement/withdraw/", agreement.change_withdraw, name="change-withdraw"),
    path("<uuid:partnership>/commitments/new/", commitments.commitment_create, name="commitment-create"),
    path("<uuid:partnership>/check/", checks.check_open, name="check-open"),
    path("<uuid:partnership>/close/", endings.partnership_close, name="partnership-close"),
    path("<uuid:partnership>/pause/", endings.pause, name="pause"),
    path("<uuid:partnership>/resume/", endings.resume, name="resume"),
    path("<uuid:partnership>/reflection/", endings.reflection, name="reflection"),
    path("<uuid:partnership>/go-on/", going_on.go_on, name="go-on"),
    path("<uuid:partnership>/go-on/yes/", going_on.accept, name="go-on-accept"),
    path("<uuid:partnership>/go-on/withdraw/", going_on.withdraw, name="go-on-withdraw"),
    path("<uuid:partnership>/revive/", going_on.revive, name="revive"),
]
