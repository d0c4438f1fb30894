"""Pages of a list that others are adding to: a cursor, not a number, so that nothing is skipped or seen twice."""

from typing import Any

from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination


class NewestFirst(CursorPagination):
    """Case files, the newest first."""

    ordering = ("-opened_at", "-id")
    page_size_query_param = "page_size"
    max_page_size = 100

    def decode_cursor(self, request: Any) -> Cursor | None:
        """Refuse a cursor that we did not write, before the database has to. Raises NotFound."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and not _is_instant(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor


class AsAdded(NewestFirst):
    """What was added to a case, the oldest first: what is added later comes on a later page."""

    ordering = ("added_at", "id")


class AsAsked(NewestFirst):
    """Documents made from a case, the oldest first: what is asked for later comes on a later page."""

    ordering = ("requested_at", "id")


def _is_instant(text: str) -> bool:
    try:
        return parse_datetime(text) is not None
    except ValueError:
        return False
