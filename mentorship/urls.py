"""Every address of the site, floor by floor."""

from django.contrib import admin
from django.urls import include, path

from mentorship import views
from mentorship.health import healthz

urlpatterns = [
    path("", views.HomePage.as_view(), name="home"),
    path(
        "how-it-works/",
        views.PlainPage.as_view(template_name="mentorship/how_it_works.html"),
        name="how-it-works",
    ),
    path(
        "code-of-conduct/",
        views.PlainPage.as_view(template_name="mentorship/code_of_conduct.html"),
        name="code-of-conduct",
    ),
    path("your-data/", views.PlainPage.as_view(template_name="mentorship/privacy.html"), name="privacy"),
    path(
        "accessibility/",
        views.PlainPage.as_view(template_name="mentorship/accessibility.html"),
        name="accessibility",
    ),
    path("example/", views.ExampleProfilePage.as_view(), name="example-profile"),
    path("today/", views.TodayPage.as_view(), name="today"),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("matching.urls")),
    path("partnerships/", include("partnerships.urls")),
    path("", include("accounts.urls")),
    path("", include("outbox.urls")),
]
