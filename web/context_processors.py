"""What every page knows of the service around it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from web import navigation


def service(request: HttpRequest) -> dict[str, Any]:
    """Give the layouts the service's name, the demo flag and the menus."""
    return {
        "service_name": settings.SERVICE_NAME,
        "demo": settings.DEMO,
        "nav_items": list(navigation.links(request, navigation.MENU)),
        "account_items": list(navigation.links(request, navigation.ACCOUNT)),
        "footer_items": list(navigation.links(request, navigation.FOOTER, for_all=True)),
    }
