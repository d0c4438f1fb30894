"""GOV.UK Notify as a carrier, by its own client.

The template has three places: `urgent`, `other` and `link`. Statuses of a message: docs.notifications.service.gov.uk,
"Email status descriptions". Nothing that Notify says in words is kept or logged: it may quote an address.
"""

from collections.abc import Callable
from typing import Any, Self, TypeVar

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from casework.models import MailTrouble
from casework.operations.carrying import CarrierFailed, Fate, Letter

T = TypeVar("T")
SECONDS = 10
BY_STATUS = {
    400: MailTrouble.REFUSED,
    401: MailTrouble.KEY,
    403: MailTrouble.KEY,
    429: MailTrouble.BUSY,
}
FATES = {
    "delivered": Fate(is_settled=True),
    "permanent-failure": Fate(True, MailTrouble.NO_SUCH_ADDRESS, is_lasting=True),
    "temporary-failure": Fate(True, MailTrouble.INBOX),
    "technical-failure": Fate(True, MailTrouble.TECHNICAL),
}


class Notify:
    """Sends by one template; for one thread, like the client."""

    tells = True

    def __init__(self, key: str, template: str, url: str, seconds: float = SECONDS) -> None:
        self.template = template
        self.client: Any = NotificationsAPIClient(key, base_url=url, timeout=seconds)  # type: ignore[no-untyped-call]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let the connection go."""
        self.client.request_session.close()

    def send(self, letter: Letter) -> str:
        """Send it, with our reference, by which `find` finds it again."""
        said = self._ask(
            lambda: self.client.send_email_notification(
                email_address=letter.to,
                template_id=self.template,
                personalisation={"urgent": letter.urgent, "other": letter.other, "link": letter.link},
                reference=letter.reference,
            )
        )
        return str(said["id"])

    def find(self, reference: str) -> str:
        """Look among the messages of the last seven days, which is as long as Notify keeps them."""
        found = self._ask(lambda: self.client.get_all_notifications(reference=reference))["notifications"]
        return str(found[0]["id"]) if found else ""

    def fate(self, provider_id: str) -> Fate:
        """Read the status; one that is not known yet is none."""
        said = self._ask(lambda: self.client.get_notification_by_id(provider_id))
        return FATES.get(said["status"], Fate())

    @staticmethod
    def _ask(question: Callable[[], T]) -> T:
        try:
            return question()
        except APIError as error:
            # What is not an answer at all counts as 503, and so does one that is no JSON.
            raise CarrierFailed(BY_STATUS.get(error.status_code, MailTrouble.AWAY)) from None
