"""The words people define themselves in. Two words that mean one thing are merged, and every reference moves."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.actions import adopt_value, note_vocabulary
from accounts.merging import merge as merge_words
from accounts.models import Area, AreaGroup, AreaRelation, Interest, Language, Statement, Value
from accounts.searching import write_search_text_of_users_of

from .moving import confirm, make_moves


class NotedAdmin(admin.ModelAdmin):
    """Every edit goes into the change log: ranking reads the vocabulary again."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        note_vocabulary()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        note_vocabulary()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        note_vocabulary()


class WordAdmin(NotedAdmin):
    """A list of words, how often each is used, and merging. A new name is searched for from then on."""

    used_by = ""
    """The relation that is counted."""
    list_filter = ["is_active"]
    search_fields = ["name", "slug", "description"]
    prepopulated_fields = {"slug": ["name"]}
    list_per_page = 100
    actions = ["merge"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(uses=Count(self.used_by, distinct=True))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            write_search_text_of_users_of(obj)

    @admin.display(description=_("used by"), ordering="uses")
    def uses(self, word: Any) -> int:
        return word.uses

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A link that is out in the world stays as it is."""
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A word in use is merged or taken off the lists; only one that nobody uses can be deleted."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not getattr(obj, "uses", 1))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered = super().get_actions(request)
        offered.pop("delete_selected", None)
        return offered

    @admin.action(description=_("Merge into one"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        words = list(queryset)
        if len(words) < 2:
            messages.warning(request, _("Choose two or more to merge."))
            return None
        stays = next((word for word in words if str(word.pk) == request.POST.get("stays")), None)
        if "confirmed" not in request.POST or stays is None:
            return confirm(
                self,
                request,
                words,
                action="merge",
                title=gettext("Merge into one"),
                explanation=gettext(
                    "Everything that points to the others will point to the one that stays; then the others are deleted. "
                    "This cannot be taken back."
                ),
                button=gettext("Merge them"),
                choices=True,
            )
        gone = [word for word in words if word is not stays]
        names = ", ".join(str(word) for word in gone)
        moved = sum(merge_words(source=word, into=stays) for word in gone)
        LogEntry.objects.log_actions(
            user_id=request.user.pk,
            queryset=[stays],
            action_flag=CHANGE,
            change_message=gettext("Took in %(names)s.") % {"names": names},
        )
        messages.success(
            request,
            ngettext(
                "%(names)s is now %(stays)s; %(count)d reference moved.",
                "%(names)s is now %(stays)s; %(count)d references moved.",
                moved,
            )
            % {"names": names, "stays": stays, "count": moved},
        )
        return None


@admin.register(Value)
class ValueAdmin(WordAdmin):
    used_by = "rankings"
    list_display = ["name", "basic", "description", "uses", "is_active", "is_proposed"]
    list_filter = ["is_active", "is_proposed", "basic"]
    readonly_fields = ["is_proposed", "neighbour"]
    actions = ["merge", "adopt"]

    def save_model(self, request: HttpRequest, obj: Value, form: Any, change: bool) -> None:
        """Who offers a proposed value to everybody adopts it."""
        super().save_model(request, obj, form, change)
        if obj.is_proposed and obj.is_active:
            adopt_value(value=obj)

    @admin.action(description=_("Adopt what members have proposed"), permissions=["change"])
    def adopt(self, request: HttpRequest, queryset: QuerySet) -> None:
        make_moves(
            request,
            queryset,
            lambda value: adopt_value(value=value),
            done=lambda n: (
                ngettext(
                    "%(n)d value is now offered to everybody.",
                    "%(n)d values are now offered to everybody.",
                    n,
                )
                % {"n": n}
            ),
            history=gettext("Adopted."),
        )


@admin.register(AreaGroup)
class AreaGroupAdmin(WordAdmin):
    used_by = "areas"
    list_display = ["name", "position", "uses", "is_active"]
    list_editable = ["position"]
    ordering = ["position", "name"]


@admin.register(Area)
class AreaAdmin(WordAdmin):
    used_by = "passages"
    list_display = ["name", "group", "description", "uses", "is_active"]
    list_filter = ["is_active", "group"]
    list_select_related = ["group"]
    autocomplete_fields = ["group"]

    @admin.display(description=_("lived by"), ordering="uses")
    def uses(self, word: Area) -> int:
        return word.uses


@admin.register(Interest)
class InterestAdmin(WordAdmin):
    used_by = "people"
    list_display = ["name", "uses", "is_active"]


class RelationForm(forms.ModelForm):
    """Two different areas, whichever is named first."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        one, other = data.get("first"), data.get("second")
        if one and other:
            if one == other:
                raise forms.ValidationError(
                    _("An area is always related to itself. Choose two different ones.")
                )
            data["first"], data["second"] = sorted((one, other), key=lambda area: area.pk)
        return data


@admin.register(AreaRelation)
class AreaRelationAdmin(NotedAdmin):
    form = RelationForm
    list_display = ["first", "second", "why"]
    list_display_links = ["first", "second"]
    list_select_related = ["first", "second"]
    search_fields = ["first__name", "second__name", "why"]
    autocomplete_fields = ["first", "second"]


@admin.register(Statement)
class StatementAdmin(NotedAdmin):
    list_display = ["question", "left", "right", "position", "is_active"]
    list_editable = ["position"]
    list_filter = ["is_active"]
    search_fields = ["question", "left", "right", "slug"]
    prepopulated_fields = {"slug": ["left"]}

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        """Taken off the list instead: people have said where they stand on it."""
        return False


@admin.register(Language)
class LanguageAdmin(NotedAdmin):
    list_display = ["name", "own_name", "code", "speakers"]
    search_fields = ["name", "own_name", "code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(speaker_count=Count("speakers"))

    @admin.display(description=_("speakers"), ordering="speaker_count")
    def speakers(self, language: Language) -> int:
        return language.speaker_count

    def get_readonly_fields(self, request: HttpRequest, obj: Language | None = None) -> list[str]:
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Language | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not getattr(obj, "speaker_count", 0)
