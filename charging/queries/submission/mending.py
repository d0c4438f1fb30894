"""Where a builder supplies what a row of the standard asks for: exactly there, never "somewhere in the file"."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from casework.models import AnswerState, CaseFile
from casework.rules.file_standard import Requirement
from casework.rules.forms import catalogue_on
from casework.rules.satisfaction import questions_of

DISCLOSURE_PAGES = {
    "presumed": "casework:unused_presumed",
    "mg6e": "casework:unused_certify",
    "mg6d_nil": "casework:unused_list",
}
ANCHORS = {"mg6d_nil": "#sensitive"}
SCHEDULE_PAGES = {"open": "casework:unused_list", "presumed": "casework:unused_presumed"}
CASE_PAGES = {"suspects": "casework:suspect_add", "people": "casework:person_add"}
KINDS = ("recordings", "justified", "material")


class Places:
    """The pages of one case that mend its rows on a local day; each address is worked out once."""

    def __init__(self, case_file: CaseFile, *, on: date) -> None:
        self._slug, self._asked = case_file.slug, catalogue_on(on).sections
        self._known: dict[tuple[object, ...], str] = {}

    def mending(self, row: Requirement) -> str:
        """The page that mends a row, or would change what it says; empty where there is none."""
        return next(filter(None, self._places(row)), "")

    def denying(self, row: Requirement) -> str:
        """Where it is said that there is none of what a row asks to be supplied; empty where that is no answer."""
        if not {"fields", "recordings", "justified"} & set(row.ways):
            return ""  # the row itself leads to its questions
        wishes = (wish for wish in row.ways.get("answers", ()) if isinstance(wish, dict) and "none" in wish["states"])
        denied = next(wishes, None)
        return self._question_page(denied["question"], row) if denied else ""

    def _places(self, row: Requirement) -> Iterator[str]:
        """Fields before schedules before forms before material: what is asked once is answered there.

        Where the only answer is that there is none, the thing itself comes first.
        """
        if row.ways.get("fields"):
            yield self._field_page(row)
        kinds = [kind for way in KINDS for kind in row.ways.get(way, ())]
        if {"recordings", "justified"} & set(row.ways) or _is_supplied(row):
            yield self._page("casework:material_add", **_about(row), kind=kinds[0])
        if schedule := row.ways.get("schedule"):
            yield self._page(SCHEDULE_PAGES[schedule])
        for question in questions_of(row.ways):
            yield self._question_page(question, row)
        if kinds:
            yield self._page("casework:material_add", **_about(row), kind=kinds[0])

    def _field_page(self, row: Requirement) -> str:
        subject, _, key = row.where.partition("-")
        names = {field if isinstance(field, str) else field["field"] for field in row.ways["fields"]}
        if subject == "suspect":
            return self._page("casework:offence_add" if "offences" in names else "casework:suspect_edit", int(key))
        if subject == "person":
            return self._page("casework:person_edit", int(key))
        if "officer_contact" in names:
            return f"{reverse('accounts:contact')}?{urlencode({'back': self._page('charging:task_list')})}"
        return self._page(next((CASE_PAGES[name] for name in names if name in CASE_PAGES), "casework:case_file_edit"))

    def _question_page(self, question: str, row: Requirement) -> str:
        form, part = question.split(".")[:2]
        if form == "disclosure":
            return f"{self._page(DISCLOSURE_PAGES[part])}{ANCHORS.get(part, '')}"
        page, asked = self._page("casework:form_edit", form), self._asked.get(question)
        return f"{page}#{asked[1].code}-{row.where}" if asked and page else page

    def _page(self, name: str, *keys: object, **query: str) -> str:
        """The address of a page of the case, or nothing where the service does not offer it."""
        asked = (name, *keys)
        if asked not in self._known:
            try:
                self._known[asked] = reverse(name, args=[self._slug, *keys])
            except NoReverseMatch:
                self._known[asked] = ""
        page = self._known[asked]
        return f"{page}?{urlencode(query)}" if query and page else page


def _is_supplied(row: Requirement) -> bool:
    """Whether answers can only deny what material supplies."""
    wishes = row.ways.get("answers", ())
    states = [state for wish in wishes for state in (wish["states"] if isinstance(wish, dict) else ["given"])]
    return bool(wishes and row.ways.get("material")) and AnswerState.GIVEN not in states


def _about(row: Requirement) -> dict[str, str]:
    return {} if row.where == "case" else {"about": row.where}
