"""People and their accounts. Passwords and addresses are the person's own: an admin invites, and changes neither."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.actions import note_change
from accounts.desk import prepare
from accounts.models import Community, Consent, Membership, User

from .reading import ReadOnlyInline


class StandingFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("good", _("in good standing")), ("suspended", _("suspended")), ("inactive", _("not active"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "good":
                return queryset.in_good_standing()
            case "suspended":
                return queryset.filter(suspended_at__isnull=False)
            case "inactive":
                return queryset.filter(is_active=False)
        return queryset


class MembershipsOfPerson(ReadOnlyInline):
    model = Membership
    fk_name = "user"
    fields = ["community", "state", "is_organiser", "state_at"]
    readonly_fields = fields
    verbose_name_plural = _("communities")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("community", "user")


class ConsentsOfPerson(ReadOnlyInline):
    model = Consent
    fields = ["document", "version", "is_adult", "agreed_at"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user")


class NewPersonForm(ModelForm):
    """Prepares an account and invites the person to take it over."""

    community = forms.ModelChoiceField(
        Community.objects.active(), label=_("Community"), help_text=_("They are invited into this one.")
    )

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "language", "time_zone")

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody with this address is here already."))
        return email


class PersonAdmin(admin.ModelAdmin):
    """Registered by the matching floor, which adds suspension: that reaches requests and partnerships."""

    view_on_site = False
    list_display = ["name", "email", "mentoring", "standing", "joined", "last_seen"]
    list_filter = [
        StandingFilter,
        "profile__mentor_state",
        ("memberships__community", admin.RelatedOnlyFieldListFilter),
        "is_staff",
        "language",
        "date_joined",
    ]
    list_select_related = ["profile"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["first_name", "last_name", "email"]
    search_help_text = _("Name or address")
    ordering = ["first_name", "last_name", "pk"]
    date_hierarchy = "date_joined"
    autocomplete_fields = ["groups"]
    filter_horizontal = ["user_permissions"]
    readonly_fields = ["email", "public_id", "date_joined", "last_login", "suspended_at", "profile_link"]
    fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name", "language", "time_zone", "profile_link"]}),
        (_("Standing"), {"fields": ["is_active", "suspended_at", "date_joined", "last_login", "public_id"]}),
        (
            _("Administration"),
            {
                "fields": ["is_staff", "is_superuser", "groups", "user_permissions"],
                "classes": ["collapse"],
                "description": _("Only somebody with every right can give rights to others."),
            },
        ),
    ]
    inlines = [MembershipsOfPerson, ConsentsOfPerson]

    @admin.display(description=_("name"), ordering="first_name")
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("mentor"), ordering="profile__mentor_state")
    def mentoring(self, user: User) -> str:
        profile = getattr(user, "profile", None)
        return profile.get_mentor_state_display() if profile and profile.offers_to_mentor else ""

    @admin.display(description=_("standing"), ordering="suspended_at")
    def standing(self, user: User) -> Any:
        """Said only where it is not good."""
        if user.is_suspended:
            return _("suspended")
        if not user.is_active:
            return _("not active")
        return _("administrator") if user.is_staff else ""

    @admin.display(description=_("joined"), ordering="date_joined")
    def joined(self, user: User) -> date:
        return timezone.localdate(user.date_joined)

    @admin.display(description=_("last signed in"), ordering="last_login")
    def last_seen(self, user: User) -> date | None:
        return timezone.localdate(user.last_login) if user.last_login else None

    @admin.display(description=_("profile"))
    def profile_link(self, user: User) -> str:
        profile = getattr(user, "profile", None)
        if profile is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:accounts_profile_change", args=[profile.pk]),
            _("What they say about themself"),
        )

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> type[ModelForm]:
        if obj is None:
            kwargs |= {"form": NewPersonForm, "fields": None}
        return super().get_form(request, obj, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            fields = ["email", "first_name", "last_name", "language", "time_zone", "community"]
            explanation = _("They get a mail with a link, choose a password and finish their own profile.")
            return [(None, {"fields": fields, "description": explanation})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return []
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, "is_staff", "is_superuser", "groups", "user_permissions"]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj else []

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who has not every right cannot change somebody who has."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """People are erased as a right of theirs, not from a list: its page would name their private lists, too."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            note_change(obj)
            return
        prepare(user=obj, community=form.cleaned_data["community"], by=request.user, now=timezone.now())

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if change:
            super().save_related(request, form, formsets, change)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("profile")
