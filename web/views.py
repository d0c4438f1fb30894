"""Pages about the service itself."""

from datetime import date
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from web.gallery import specimens
from web.navigation import Holder

STATEMENT_PREPARED = date(2026, 11, 23)


def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement that the 2018 regulations ask for."""
    return render(request, "web/accessibility.html", {"prepared": STATEMENT_PREPARED})


def help_and_contact(request: HttpRequest) -> HttpResponse:
    """Show where to turn."""
    return render(request, "web/help.html")


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show what a person can change about their own way in."""
    person = cast(Holder, request.user)
    return render(request, "web/account.html", {"reviews_files": person.holds("review")})


def ui_components(request: HttpRequest) -> HttpResponse:
    """Show every component in every variant, to those who build the service."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "components/gallery.html", specimens())
