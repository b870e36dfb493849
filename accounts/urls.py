"""Know yourself, communities, settings."""

from django.urls import path

from accounts.views import account, community

app_name = "accounts"

urlpatterns = [
    path("welcome/", account.Consent.as_view(), name="consent"),
    path("settings/", account.Settings.as_view(), name="settings"),
    path("settings/unblock/<uuid:person>/", account.unblock, name="unblock"),
    path("invitations/<str:token>/", account.TakeInvitation.as_view(), name="invitation"),
    path("report/", account.ReportCreate.as_view(), name="report-create"),
    path("communities/", community.CommunityList.as_view(), name="community-list"),
    path("communities/<slug:slug>/", community.CommunityDetail.as_view(), name="community-detail"),
    path("communities/<slug:slug>/join/", community.join, name="community-join"),
    path("communities/<slug:slug>/leave/", community.leave, name="community-leave"),
    path("communities/<slug:slug>/members/<uuid:person>/", community.decide, name="community-decide"),
]
