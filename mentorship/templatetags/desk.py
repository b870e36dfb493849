"""The figures at the top of the administration."""

from django import template

from mentorship import desk

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_figures(context: template.Context) -> list[desk.Figure]:
    """What waits for the administrator who looks at the page."""
    return desk.figures(context["request"].user)
