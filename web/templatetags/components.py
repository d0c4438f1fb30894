"""Small words of display: dates, durations, names, tags."""

from datetime import date, datetime
from typing import Any, cast

from django import forms, template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation import periods, wording
from web import navigation, returning, uploads
from web.forms import summary_errors as errors_of

register = template.Library()
AGENCIES = {
    "police": "Police",
    "cps": "CPS",
    "police_to_charge": "Police, to charge",
    "court": "Court",
    "system": "The service",
    "none": "Nobody",
}
COLOURS = frozenset(
    {"grey", "blue", "light-blue", "turquoise", "teal", "green"}
    | {"purple", "pink", "magenta", "red", "orange", "yellow"}
)
NOTHING = "–"  # noqa: RUF001 - the dash that tables show for "no value"
URN_LENGTH = 11


@register.filter
def returning_to(address: str, name: str) -> str:
    """Have the page at an address come back to one of the lists."""
    return returning.returning_to(name, address)


@register.filter
def local_date(value: date | datetime | None) -> str:
    """Write "3 January 2025", the day in London."""
    if value is None:
        return NOTHING
    return wording.day(periods.local_date(value) if isinstance(value, datetime) else value)


@register.filter
def local_datetime(value: datetime | None) -> str:
    """Write "3 January 2025, 9:05am", the time in London."""
    return NOTHING if value is None else wording.when(value)


@register.filter
def last_in_time(value: datetime) -> str:
    """Write "the end of 3 January 2025" of what ends with a day, or the moment where it ends within one."""
    return wording.in_time_until(value)


@register.filter
def local_time(value: datetime) -> str:
    """Write "9:05am", "midday" and "midnight", the time in London."""
    return wording.time_of_day(value)


@register.filter
def days(value: float | None) -> str:
    """Write "1 day", "2 days", "2.5 days"."""
    if value is None:
        return NOTHING
    words = f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"
    return f"{words} day{'' if words == '1' else 's'}"


@register.filter
def urn(value: str) -> str:
    """Write 01AB1234526 as "01AB 12345/26"; anything else as it is."""
    text = str(value)
    return f"{text[:4]} {text[4:9]}/{text[9:]}" if len(text) == URN_LENGTH else text


@register.filter
def agency(value: str | None) -> str:
    """Write the name of an agency or holder."""
    text = str(value or "none")
    return AGENCIES.get(text, text.replace("_", " ").capitalize())


@register.filter
def filesize(value: int | None) -> str:
    """Write a number of bytes as "1.5 MB"."""
    return NOTHING if value is None else uploads.size_words(int(value))


@register.filter
def user_name(user: Any) -> str:
    """Write a person's name, or "The service" for nobody."""
    if user is None:
        return "The service"
    return str(getattr(user, "name", "") or getattr(user, "email", "") or user)


@register.filter
def summary_errors(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return the errors of any form, each with a link to its input."""
    return errors_of(form)


@register.filter
def pluralised(number: int, noun: str) -> str:
    """Write "1 case", "2 cases", "1 inquiry", "2 inquiries"."""
    if number == 1:
        return f"1 {noun}"
    many = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
    return f"{number:,} {many}"


@register.simple_tag
def status_tag(text: str, colour: str = "grey") -> SafeString:
    """Draw a tag: words first, colour second; an unknown colour is grey. It has no template: pages hold hundreds."""
    known = colour if colour in COLOURS else "grey"
    return format_html('<strong class="govuk-tag govuk-tag--{} tandem-tag">{}</strong>', known, text)


@register.simple_block_tag(takes_context=True)
def page_title(context: dict[str, Any], content: str) -> str:
    """Write a page's name in <title>, and keep it as `page_heading` for the h1.

    The block was escaped when it was rendered: cutting its blank ends off must not have it escaped once more.
    """
    name = SafeString(content.strip())
    cast(Context, context).dicts[0]["page_heading"] = name
    return name


@register.simple_tag(takes_context=True)
def case_navigation(context: Context, slug: str) -> list[navigation.Link]:
    """Return the parts of one case file as links, the reader's own place marked."""
    return list(navigation.case_links(context["request"], slug))
