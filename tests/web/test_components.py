import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from django.http import Http404
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from foundation.verdicts import Verdict
from web import views
from web.gallery import specimens
from web.tables import Cell, Column, Table
from web.templatetags import components

ROOT = Path(__file__).parents[2]
COMPONENTS = sorted(path.name for path in (ROOT / "templates/components").glob("*.html"))
TEMPLATES = sorted(
    path
    for folder in ("layouts", "components", "errors", "web", "account", "mfa", "allauth", "socialaccount", "django")
    for path in (ROOT / "templates" / folder).rglob("*.html")
)


@pytest.fixture
def gallery(settings):
    settings.DEBUG = True
    return views.ui_components(RequestFactory().get("/ui-components/")).content.decode()


@pytest.mark.parametrize("name", [name for name in COMPONENTS if name != "gallery.html"])
def test_every_component_is_in_the_gallery(name):
    source = (ROOT / "templates/components/gallery.html").read_text()

    assert f"components/{name}" in source


def test_the_gallery_shows_every_variant_with_valid_ids(gallery):
    ids = re.findall(r'\sid="([^"]+)"', gallery)

    assert len(ids) == len(set(ids))
    for colour in specimens()["colours"]:
        assert f"govuk-tag--{colour}" in gallery
    assert "You cannot submit this file yet" in gallery
    assert "<title>Error: Components \N{EN DASH} Tandem</title>" in gallery
    assert '<h1 class="govuk-heading-l">Components</h1>' in gallery


def test_the_gallery_is_for_those_who_build(settings):
    settings.DEBUG = settings.DEMO = False

    with pytest.raises(Http404):
        views.ui_components(RequestFactory().get("/ui-components/"))


def test_the_demonstration_is_unmistakable(settings, gallery):
    settings.DEMO = True
    request = RequestFactory().get("/help/")

    assert "Every person, case and figure here is made up" in views.help_and_contact(request).content.decode()
    settings.DEMO = False
    assert "made up" not in views.help_and_contact(request).content.decode()


def test_an_allowed_verdict_draws_nothing():
    html = render_to_string("components/verdict.html", {"verdict": Verdict.ok(), "title": "You cannot"})

    assert html.strip() == ""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_style_or_inline_script(path):
    source = path.read_text()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", source)
    for script in re.findall(r"<script[^>]*>", source):
        assert " src=" in script or 'type="application/json"' in script


def test_a_ragged_table_is_refused():
    table = Table("Cases", [Column("URN"), Column("Suspect")], [[Cell("01AB1234526")]])

    with pytest.raises(ValueError, match="shorter"):
        list(table.labelled_rows())


class Headings(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.levels = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))


@pytest.mark.parametrize("view", [views.accessibility, views.help_and_contact])
def test_pages_have_one_h1_and_no_skipped_heading(view):
    levels = Headings(view(RequestFactory().get("/")).content.decode()).levels

    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (components.local_date(date(2025, 1, 3)), "3 January 2025"),
        (components.local_date(datetime(2024, 6, 30, 23, 30, tzinfo=UTC)), "1 July 2024"),
        (components.local_date(None), components.NOTHING),
        (components.local_datetime(datetime(2025, 1, 3, 9, 5, tzinfo=UTC)), "3 January 2025, 9:05am"),
        (components.local_datetime(datetime(2025, 7, 1, 11, 0, tzinfo=UTC)), "1 July 2025, midday"),
        (components.last_in_time(datetime(2025, 7, 1, 23, 0, tzinfo=UTC)), "the end of 1 July 2025"),
        (components.last_in_time(datetime(2025, 7, 1, 11, 0, tzinfo=UTC)), "1 July 2025, midday"),
        (components.local_time(datetime(2025, 1, 3, 0, 30, tzinfo=UTC)), "12:30am"),
        (components.days(1), "1 day"),
        (components.days(2), "2 days"),
        (components.days(2.5), "2.5 days"),
        (components.days(1200), "1,200 days"),
        (components.urn("01AB1234526"), "01AB 12345/26"),
        (components.urn("odd"), "odd"),
        (components.agency("cps"), "CPS"),
        (components.agency("a_new_one"), "A new one"),
        (components.filesize(1536), "1.5 KB"),
        (components.user_name(None), "The service"),
        (components.pluralised(1, "case"), "1 case"),
        (components.pluralised(2, "inquiry"), "2 inquiries"),
        (components.pluralised(2, "day"), "2 days"),
    ],
)
def test_words_of_display(written, expected):
    assert written == expected


def test_an_unknown_tag_colour_is_grey():
    assert "govuk-tag--grey" in components.status_tag("Odd", "puce")


def test_the_words_of_a_tag_are_never_markup():
    assert "<b>" not in components.status_tag("<b>Odd</b>", "red")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Police officer's record", "Police officer&#x27;s record"),
        ("<b>bold</b> & co", "&lt;b&gt;bold&lt;/b&gt; &amp; co"),
        ('"quoted"', "&quot;quoted&quot;"),
    ],
)
def test_the_name_of_a_page_is_escaped_once_in_its_title_and_once_in_its_heading(name, shown):
    title = "<title>{% page_title %}\n {{ name }} {% endpage_title %}</title>"
    page = Template(f"{{% load components %}}{title}<h1>{{{{ page_heading }}}}</h1>").render(Context({"name": name}))

    assert page == f"<title>{shown}</title><h1>{shown}</h1>"
