"""How an item of unused material leaves its schedule: withdrawn, or moved to the other one."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import unused_writing
from casework.api.endpoint import REFUSALS, Endpoint, answered, written
from casework.api.unused import TAGS, WRITTEN, find_item, shown
from casework.models import sees_sensitive
from casework.operations import unused as operations


class UnusedWithdraw(Endpoint):
    """Taking an item off its schedule."""

    @extend_schema(
        operation_id="unused_withdraw",
        summary="Take an item off its schedule",
        request=unused_writing.UnusedItemVersion,
        responses={200: written("UnusedWithdrawn"), **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str, schedule: str, number: int) -> Response:
        """Withdraw the item, unless somebody else changed it since `version`; its number is not used again."""
        item = find_item(self.user, urn, schedule, number)
        version = self.asked(unused_writing.UnusedItemVersion)["version"]
        return answered(operations.withdraw(item=item, expected_version=version, by=self.user, at=timezone.now()))


class UnusedMove(Endpoint):
    """Changing whether an item is sensitive."""

    @extend_schema(
        operation_id="unused_move",
        summary="Move an item to the other schedule, as its sensitivity changes",
        request=unused_writing.UnusedItemMove,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str, schedule: str, number: int) -> Response:
        """Move the item, unless somebody else changed it since `version`; nobody else learns of the address."""
        item = find_item(self.user, urn, schedule, number)
        if not sees_sensitive(self.user, item.case_file):
            raise Http404
        asked = self.asked(unused_writing.UnusedItemMove)
        version = asked.pop("version")
        event = operations.move(item=item, **asked, expected_version=version, by=self.user, at=timezone.now())
        return answered(event, item=shown(self.user, item.case_file, event.details["to_item_id"]))
