from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.urls import path

from web import navigation
from web.navigation import Entry

urlpatterns = [path("", lambda r: None, name="front"), path("figures/", lambda r: None, name="figures")]
MENU = (Entry("Front", "front", "view"), Entry("Figures", "figures"), Entry("Absent", "nowhere"))


def a_user(*permissions, signed_in=True):
    return SimpleNamespace(is_authenticated=signed_in, holds=lambda wanted: wanted in permissions)


@pytest.fixture
def offered(settings):
    settings.ROOT_URLCONF = __name__

    def links(user, at="/", **options):
        request = RequestFactory().get(at)
        request.user = user
        return {link.label: link.current for link in navigation.links(request, MENU, **options)}

    return links


def test_the_menu_offers_only_what_may_be_used_and_exists(offered):
    assert set(offered(a_user("view"))) == {"Front", "Figures"}
    assert set(offered(a_user())) == {"Figures"}
    assert offered(a_user("view", signed_in=False)) == {}


def test_the_footer_is_for_everybody(offered):
    assert set(offered(a_user(signed_in=False), for_all=True)) == {"Front", "Figures"}


def test_the_current_page_and_its_section_are_marked(offered):
    assert offered(a_user("view"), at="/figures/") == {"Front": "", "Figures": "page"}
    assert offered(a_user("view"), at="/figures/jan/") == {"Front": "", "Figures": "true"}
    assert offered(a_user("view"), at="/") == {"Front": "page", "Figures": ""}
