"""Know yourself, communities, settings."""

from django.urls import path

from accounts import drafts
from accounts.views import account, community, entries, own_value, profile, values_cut, versions

app_name = "accounts"

urlpatterns = [
    path("profile/", profile.ProfileHome.as_view(), name="profile"),
    path("profile/draft/", drafts.draft_keep, name="draft-keep"),
    path("profile/preview/", profile.ProfilePreview.as_view(), name="profile-preview"),
    path("profile/versions/", versions.version_list, name="version-list"),
    path("profile/versions/<uuid:version>/", versions.version_detail, name="version-detail"),
    path("profile/versions/<uuid:version>/restore/", versions.version_restore, name="version-restore"),
    path("profile/steps/<slug:step>/", profile.profile_step, name="profile-step"),
    path("profile/values/later/", profile.sort_later, name="sort-later"),
    path("profile/values/own/", own_value.OwnValue.as_view(), name="value-create"),
    path("profile/values/<slug:stage>/", values_cut.ValuesCut.as_view(), name="values-cut"),
    path("profile/passages/new/", entries.PassageEntry.as_view(), name="passage-create"),
    path("profile/passages/<int:pk>/", entries.PassageEntry.as_view(), name="passage-update"),
    path("profile/passages/<int:pk>/delete/", entries.PassageRemoval.as_view(), name="passage-delete"),
    path("profile/goals/new/", entries.GoalEntry.as_view(), name="goal-create"),
    path("profile/goals/<int:pk>/", entries.GoalEntry.as_view(), name="goal-update"),
    path("profile/goals/<int:pk>/close/", entries.GoalClosing.as_view(), name="goal-close"),
    path("profile/bridges/new/", entries.BridgeEntry.as_view(), name="bridge-create"),
    path("profile/bridges/<int:pk>/", entries.BridgeEntry.as_view(), name="bridge-update"),
    path("profile/bridges/<int:pk>/delete/", entries.BridgeRemoval.as_view(), name="bridge-delete"),
    path("welcome/", account.Consent.as_view(), name="consent"),
    path("settings/", account.Settings.as_view(), name="settings"),
    path("settings/unblock/<uuid:person>/", account.unblock, name="unblock"),
    path("invitations/<str:token>/", account.TakeInvitation.as_view(), name="invitation"),
    path("report/", account.ReportCreate.as_view(), name="report-create"),
    path("communities/", community.CommunityList.as_view(), name="community-list"),
    path("communities/<slug:slug>/", community.CommunityDetail.as_view(), name="community-detail"),
    path("communities/<slug:slug>/join/", community.join, name="community-join"),
    path("communities/<slug:slug>/leave/", community.leave, name="community-leave"),
    path(
        "communities/<slug:slug>/members/<uuid:person>/",
        community.MembershipDecision.as_view(),
        name="community-decide",
    ),
]
