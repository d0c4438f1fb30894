"""Emails about notices: the reader's own, and, for those who look after them, all that failed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import Mail, MailState
from casework.models.mail import UNDER_WAY
from casework.operations import mail_again
from casework.permissions import may_see_deliveries
from casework.queries import mails as queries
from casework.queries.mails import MailRow
from foundation.verdicts import Refused
from web.pages import page_of
from web.posting import post_only


@login_required
def mails(request: SignedInRequest) -> HttpResponse:
    """Show the reader's own emails and what became of each."""
    page = page_of(queries.mails_of(request.user), request)
    rows = [MailRow(mail) for mail in page.rows]
    return render(request, "casework/mails.html", {"page": page, "rows": rows})


@login_required
@post_only(lambda pk: reverse("casework:mails"))
def mail_send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send one of the reader's own emails again."""
    _send_again(request, get_object_or_404(queries.mails_of(request.user), pk=pk))
    return redirect("casework:mails")


@login_required
def deliveries(request: SignedInRequest) -> HttpResponse:
    """Show how email stands over all people, and what failed."""
    may_see_deliveries(request.user).require_permission()
    now = timezone.now()
    page, standing = page_of(queries.failed(), request), queries.deliveries()
    context = {
        "page": page,
        "rows": [MailRow(mail) for mail in page.rows],
        "standing": standing,
        "states": MailState,
        "on_its_way": sum(standing.by_state[state] for state in (*UNDER_WAY, MailState.SENT)),
        "stuck": queries.stuck(now),
    }
    return render(request, "casework/deliveries.html", context)


@login_required
@post_only(lambda pk: reverse("casework:deliveries"))
def delivery_send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send somebody's failed email again."""
    may_see_deliveries(request.user).require_permission()
    _send_again(request, get_object_or_404(Mail, pk=pk))
    return redirect("casework:deliveries")


@login_required
@post_only(lambda: reverse("casework:deliveries"))
def deliveries_send_again(request: SignedInRequest) -> HttpResponse:
    """Send everybody's failed emails again."""
    number = mail_again.send_all_again(by=request.user, at=timezone.now())
    words = f"{number} email{'' if number == 1 else 's'} will be sent again." if number else "Nothing was left to send."
    messages.success(request, words)
    return redirect("casework:deliveries")


def _send_again(request: SignedInRequest, mail: Mail) -> None:
    """Try it, and say how it went where the reader comes back to."""
    try:
        mail_again.send_again(mail=mail, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The email will be sent again.")
