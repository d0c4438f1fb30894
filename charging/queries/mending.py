"""Where a builder supplies what a row of the standard asks for: exactly there, never "somewhere in the file"."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from casework.models import AnswerState, CaseFile
from casework.rules.file_standard import Requirement
from casework.rules.forms import catalogues
from casework.rules.satisfaction import questions_of

DISCLOSURE_PAGES = {
    "presumed": "casework:unused_presumed",
    "mg6e": "casework:unused_certify",
    "mg6d_nil": "casework:unused_list",
}
SCHEDULE_PAGES = {"open": "casework:unused_list", "presumed": "casework:unused_presumed"}
CASE_PAGES = {"suspects": "casework:suspect_add", "people": "casework:person_add"}
KINDS = ("recordings", "justified", "material")


def mended_at(row: Requirement, case_file: CaseFile) -> str:
    """The page that mends a row, or would change what it says; empty where there is none."""
    return next(_places(row, case_file), "")


def _places(row: Requirement, case_file: CaseFile) -> Iterator[str]:
    """Fields before schedules before forms before material: what is asked once is answered there.

    Where the only answer is that there is none, the thing itself comes first.
    """
    slug = case_file.slug
    if row.ways.get("fields"):
        yield from _field_pages(row, slug)
    kinds = [kind for way in KINDS for kind in row.ways.get(way, ())]
    if {"recordings", "justified"} & set(row.ways) or _is_supplied(row):
        yield from _address("casework:material_add", slug, query=_about(row) | {"kind": kinds[0]})
    if schedule := row.ways.get("schedule"):
        yield from _address(SCHEDULE_PAGES[schedule], slug)
    for question in questions_of(row.ways):
        yield from _question_page(question, row, slug)
    if kinds:
        yield from _address("casework:material_add", slug, query=_about(row) | {"kind": kinds[0]})


def _is_supplied(row: Requirement) -> bool:
    """Whether answers can only deny what material supplies."""
    wishes = row.ways.get("answers", ())
    states = [state for wish in wishes for state in (wish["states"] if isinstance(wish, dict) else ["given"])]
    return bool(wishes and row.ways.get("material")) and AnswerState.GIVEN not in states


def none_at(row: Requirement, case_file: CaseFile) -> str:
    """Where it is said that there is none of what a row asks to be supplied; empty where that is no answer."""
    if not {"fields", "recordings", "justified"} & set(row.ways):
        return ""  # the row itself leads to its questions
    denied = [wish for wish in row.ways.get("answers", ()) if isinstance(wish, dict) and "none" in wish["states"]]
    return next(_question_page(denied[0]["question"], row, case_file.slug), "") if denied else ""


def _field_pages(row: Requirement, slug: str) -> Iterator[str]:
    subject, _, key = row.where.partition("-")
    names = {field if isinstance(field, str) else field["field"] for field in row.ways["fields"]}
    if subject == "suspect":
        name = "casework:offence_add" if "offences" in names else "casework:suspect_edit"
        yield reverse(name, args=[slug, int(key)])
    elif subject == "person":
        yield reverse("casework:person_edit", args=[slug, int(key)])
    elif "officer_contact" in names:
        yield from _address("accounts:contact", query={"back": reverse("charging:task_list", args=[slug])})
    else:
        page = next((CASE_PAGES[name] for name in names if name in CASE_PAGES), "casework:case_file_edit")
        yield reverse(page, args=[slug])


def _question_page(question: str, row: Requirement, slug: str) -> Iterator[str]:
    form, part = question.split(".")[:2]
    if form == "disclosure":
        anchor = "#mg6d" if part == "mg6d_nil" else ""
        yield from (f"{page}{anchor}" for page in _address(DISCLOSURE_PAGES[part], slug))
        return
    asked = catalogues()[-1].sections.get(question)
    anchor = f"#{asked[1].code}-{row.where}" if asked else ""
    yield from (f"{page}{anchor}" for page in _address("casework:form_edit", slug, form))


def _about(row: Requirement) -> dict[str, str]:
    return {} if row.where == "case" else {"about": row.where}


def _address(name: str, *keys: str, query: dict[str, str] | None = None) -> Iterator[str]:
    """The address of a page, or nothing where the service does not offer it."""
    try:
        page = reverse(name, args=keys)
    except NoReverseMatch:
        return
    yield f"{page}?{urlencode(query)}" if query else page
