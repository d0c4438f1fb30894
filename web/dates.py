"""Dates and times as people type them: day, month, year, and a time of day."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import lazy
from django.utils.text import format_lazy

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ISO = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}:\d{2})\S*)?\s*$")
CLOCK = re.compile(r"^(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?m?\.?$")
NOON = 12


def _box(part: str) -> forms.Widget:
    """Return the input of one part: as wide as what goes in, numbers only where it is one."""
    attrs = {"data-width": {"year": "4", "time": "5"}.get(part, "2")}
    if part != "time":
        attrs["inputmode"] = "numeric"
    return forms.TextInput(attrs=attrs)


def _example(ahead: int) -> str:
    """A day some days from today, or before it, as the boxes take it."""
    day = timezone.localdate() + timedelta(days=ahead)
    return f"{day.day} {day.month} {day.year}"


_in_time = lazy(_example, str)


def hint(text: str = "", *, past: bool = False, at: str = "") -> str:
    """Return a hint that ends with an example from today on, or of yesterday; worked out whenever it is shown."""
    example = format_lazy("For example, {}{}", _in_time(-1 if past else 14), f" at {at}" if at else "")
    return cast(str, format_lazy("{} {}", text, example) if text else example)


class DateInputWidget(forms.MultiWidget):
    """Three boxes; an ISO date pasted into any of them, or sent under the bare name, is spread over them."""

    template_name = "django/forms/widgets/date_input.html"
    parts: ClassVar[tuple[str, ...]] = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: _box(part) for part in self.parts}, attrs)

    def decompress(self, value: date | str | None) -> list[Any]:
        """Spread a date over the boxes."""
        if isinstance(value, str):
            return _spread(value, len(self.parts)) or [value, *[""] * (len(self.parts) - 1)]
        return [value.day, value.month, value.year] if value else [""] * len(self.parts)

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> list[str]:
        """Return what was typed, box by box."""
        typed = [str(part or "").strip() for part in super().value_from_datadict(data, files, name)]
        for candidate in (data.get(name), *typed):
            if candidate and (spread := _spread(str(candidate), len(self.parts))):
                return spread
        return typed

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        """Say whether neither the boxes nor the bare name were sent."""
        return name not in data and super().value_omitted_from_data(data, files, name)


class DateTimeInputWidget(DateInputWidget):
    """Three boxes for the date and one for the time."""

    template_name = "django/forms/widgets/datetime_input.html"
    parts: ClassVar[tuple[str, ...]] = ("day", "month", "year", "time")

    def decompress(self, value: date | str | None) -> list[Any]:
        """Spread an instant, as London reads it, over the boxes."""
        if isinstance(value, datetime):
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return [local.day, local.month, local.year, f"{local:%H:%M}"]
        return super().decompress(value)


def _spread(text: str, boxes: int) -> list[str]:
    """Turn an ISO date or instant into box values, or nothing if it is neither."""
    if not (found := ISO.match(text)):
        return []
    year, month, day, clock = found.groups()
    return [str(int(day)), str(int(month)), year, clock or ""][:boxes]


class GovukDateField(forms.Field):
    """A date in three boxes. Errors name what is missing, as GOV.UK asks."""

    widget = DateInputWidget

    def to_python(self, value: Any) -> date | None:
        """Return the date, None when nothing was typed. Raises ValidationError."""
        if value is None or isinstance(value, date):
            return value
        parts = self.widget().decompress(value) if isinstance(value, str) else list(value)
        return self._date(parts[:3]) if any(parts) else None

    def _date(self, parts: list[str]) -> date:
        missing = [name for name, part in zip(("day", "month", "year"), parts, strict=True) if not part]
        if missing:
            raise ValidationError(f"{self._what()} must include a {' and '.join(missing)}", code="incomplete")
        day, month, year = (str(part).strip() for part in parts)
        if year.isdigit() and len(year) != 4:
            raise ValidationError(f"Year in {self._what(False)} must have 4 numbers", code="year")
        try:
            return date(int(year), _month(month), int(day))
        except ValueError:
            raise ValidationError(f"{self._what()} must be a real date", code="invalid") from None

    def _what(self, starts: bool = True) -> str:
        label = str(self.label or "date").rstrip("?")
        return label if starts else label[0].lower() + label[1:]


class GovukDateTimeField(GovukDateField):
    """A date in three boxes and a time in one; gives an aware instant in London."""

    widget = DateTimeInputWidget

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant, None when nothing was typed. Raises ValidationError."""
        if value is None or isinstance(value, datetime):
            return value
        parts = self.widget().decompress(value) if isinstance(value, str) else list(value)
        if not any(parts):
            return None
        day = self._date(parts[:3])
        if not parts[3]:
            raise ValidationError(f"{self._what()} must include a time", code="incomplete")
        return self._instant(day, _clock(str(parts[3])))

    def _instant(self, day: date, clock: time | None) -> datetime:
        if clock is None:
            raise ValidationError(f"{self._what()} must have a real time, like 2:30pm or 14:30", code="time")
        naive = datetime.combine(day, clock)
        aware = timezone.make_aware(naive)
        if timezone.make_naive(timezone.localtime(aware.astimezone(UTC))) != naive:
            raise ValidationError("The clocks went forward then: that time did not exist", code="time")
        return aware


def _month(text: str) -> int:
    """Read 1, 01, Jan or January. Raises ValueError."""
    return int(text) if text.isdigit() else MONTHS.index(text[:3].lower()) + 1


def _clock(text: str) -> time | None:
    """Read 14:30, 1430, 2.30pm, 9am; None for anything else."""
    if not (found := CLOCK.match(text.strip().lower())):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= NOON:
        return None
    if half:
        hour = hour % NOON + (NOON if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None
