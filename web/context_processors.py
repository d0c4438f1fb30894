"""What every page knows of the service around it."""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from web import navigation


def service(request: HttpRequest) -> dict[str, Any]:
    """Give the layouts the service's name, the demo flag and the menus."""
    session = getattr(request, "session", None)
    return {
        "service_name": settings.SERVICE_NAME,
        "demo": settings.DEMO,
        "nav_items": list(navigation.links(request, navigation.MENU)),
        "search_action": navigation.search_action(request),
        "account_items": list(navigation.links(request, navigation.ACCOUNT)),
        # Known where the session says so, which is the case for whoever is signed in.
        "session_ends_at": getattr(session, "ends_at", None) if session and SESSION_KEY in session else None,
        "session_idle_minutes": settings.SESSION_IDLE_MINUTES,
        "footer_items": list(navigation.links(request, navigation.FOOTER, for_all=True)),
    }
