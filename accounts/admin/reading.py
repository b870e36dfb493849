"""Admin pages that show and do not change: what moves, moves through actions."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class ReadOnly:
    """No adding, changing or deleting. Actions of the list still ask for the right to change: see ``has_moving_permission``."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """A list and pages to read, with actions for who may change the rows."""

    view_on_site = False

    def has_moving_permission(self, request: HttpRequest) -> bool:
        """Whether actions and buttons are offered (``permissions=["moving"]``)."""
        name = f"{self.opts.app_label}.change_{self.opts.model_name}"
        return request.user.has_perm(name)


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    """Rows of a page that are read there and written elsewhere."""

    classes = ["desk-plain"]
    extra = 0
    can_delete = False
    show_change_link = False
