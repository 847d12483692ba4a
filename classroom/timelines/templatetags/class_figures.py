"""What the explanation of class figures says of their rounding, taken from where they are rounded."""

from django import template

from classroom.timelines.notation import whole_percent
from classroom.timelines.publication import COARSE_STEP, FINE_FROM, FINE_STEP

register = template.Library()


@register.simple_tag
def rounding_of_class_figures() -> dict[str, int]:
    """The two steps in percent, and from how many readable students on the finer one counts."""
    return {"coarse": whole_percent(COARSE_STEP), "fine": whole_percent(FINE_STEP), "fine_from": FINE_FROM}
