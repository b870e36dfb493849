from django.urls import path

from . import views

app_name = "outbox"

urlpatterns = [
    path("settings/mail/", views.preferences, name="mail-preferences"),
    path("mail/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
