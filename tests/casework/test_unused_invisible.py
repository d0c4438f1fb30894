"""Whoever may not know of sensitive items sees the same as if there were none, whatever was done with them.

A history of acts is played twice in one case, and taken back each time. The second time every sensitive item
is left out: an item that became sensitive is withdrawn instead, and one that stopped being so is listed as new.
What a reader without the permission is shown afterwards must be the same, letter by letter.
"""

import re

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casework.models import Material, Presumption, UnusedItem
from casework.operations import disclosure, unused
from casework.operations.unused import MOVED, ItemDetails
from foundation.verdicts import NotPermitted, Refused
from tests import stories
from tests.clock import TUESDAY_9AM

WORDS = ("notebook", "Log of 27 February 2026 by the control room, 3 pages", "Emails", "=1+1", "CCTV", "A letter")
SENSITIVE = {"sensitivity_ground": "informant", "sensitivity_rationale": "It names who told us."}
PAGES = (
    ("casework:unused_list",),
    ("casework:unused_schedule", "mg6c"),
    ("casework:unused_export", "mg6c"),
    ("casework:unused_presumed",),
    ("casework:unused_paper", "mg6c"),
    ("casework:unused_paper", "mg6e"),
    ("casework:field_history",),
    ("casework:documents",),
    ("charging:task_list",),
    ("casework:unused_add", "mg6c"),
    ("casework:unused_review", "mg6c"),
    ("casework:unused_certify",),
    ("casework:unused_edit", "mg6c", 1),
    ("casework:unused_edit", "mg6c", 2),
    ("casework:unused_move", "mg6c", 1),
    ("casework:unused_schedule", "mg6d"),
    ("casework:unused_edit", "mg6d", 1),
    ("casework:unused_withdraw", "mg6d", 1),
    ("casework:unused_move", "mg6d", 1),
    ("casework:unused_review", "mg6d"),
    ("casework:unused_add", "mg6d"),
    ("casework:unused_export", "mg6d"),
    ("casework:unused_paper", "mg6d"),
    ("casework:unused_nil",),
    ("casework:material_list",),
    ("casework:forms",),
    ("casework:threads",),
)
ALWAYS = 9
"""How many of the pages are looked at after every history; the rest after the longest."""

API = ("unused/", "unused/?schedule=mg6d", "unused/presumed/", "timeline/", "standard/")
MORE_API = ("", "unused/mg6c/1/", "unused/mg6d/1/", "material/", "check/", "forms/", "forms/dmd/")
# What is drawn anew for every page, and keys of documents, which all cases share.
DRAWN_ANEW = re.compile(r'(csrfmiddlewaretoken" value|nonce|csrf-token" content)="[^"]*"|/documents/\d+/')


class Play:
    """One telling of a history; `whole` says whether sensitive items are part of it."""

    def __init__(self, cast, case_file, *, whole):
        self.cast, self.case_file, self.whole = cast, case_file, whole
        self.plain, self.hidden, self.refused = [], [], 0
        self.material = Material.objects.get(case_file=case_file)

    def do(self, kind, place, words, officer):
        """Do one step; a refusal is part of the history too."""
        by = self.cast.disclosure_officer if officer else self.cast.builder
        try:
            with transaction.atomic():
                getattr(self, kind)(place, words, by)
        except NotPermitted:
            raise
        except Refused:
            self.refused += 1

    def _pick(self, items, place):
        return items[place % len(items)] if items else None

    def _details(self, place, words):
        kinds = ("", "call", "cctv")
        linked = self.material if place % 3 == 0 else None
        return {"description": words, "presumption": kinds[place % 3], "material": linked}

    def _list(self, details, by):
        (entry,) = unused.add(case_file=self.case_file, items=[ItemDetails(**details)], by=by, at=TUESDAY_9AM)
        return UnusedItem.objects.get(pk=entry.details["item_id"])

    def add(self, place, words, by):
        self.plain.append(self._list(self._details(place, words), by))

    def change(self, place, words, by):
        if item := self._pick(self.plain, place):
            item.refresh_from_db()
            views = [{"view": "unknown", "view_reason": words}, {"view": "does_not_meet", "rebutted_because": words}]
            changes = [{"description": words}, *views][place % 3]
            unused.change(item=item, changes=changes, expected_version=item.version, by=by, at=TUESDAY_9AM)

    def withdraw(self, place, words, by):
        if item := self._pick(self.plain, place):
            item.refresh_from_db()
            unused.withdraw(item=item, expected_version=item.version, by=by, at=TUESDAY_9AM)
            self.plain.remove(item)

    def answer(self, place, words, by):
        code = [kind for kind in Presumption.values if kind][place]
        state = ["none", "not_applicable", "unknown"][place % 3]
        question = f"disclosure.presumed.{code}"
        disclosure.answer(
            case_file=self.case_file, question=question, state=state, expected_version=0, by=by, at=TUESDAY_9AM
        )

    def print_plain(self, place, words, by):
        form = ["mg6c", "mg6e"][place % 2]
        disclosure.make_document(case_file=self.case_file, form=form, by=by, at=TUESDAY_9AM)

    def state_nil(self, place, words, by):
        """Everybody may know that this was answered, so it is part of both tellings; its words are hidden."""
        state, value = [("none", ""), ("given", "listed"), ("unknown", "")][place % 3]
        officer = self.cast.disclosure_officer
        disclosure.answer(
            case_file=self.case_file,
            question="disclosure.mg6d_nil",
            state=state,
            value=value,
            expected_version=0,
            by=officer,
            at=TUESDAY_9AM,
        )

    def print_hidden(self, place, words, by):
        if self.whole:
            officer = self.cast.disclosure_officer
            disclosure.make_document(case_file=self.case_file, form="mg6d", by=officer, at=TUESDAY_9AM)

    def hide(self, place, words, by):
        """List a sensitive item; untold, it is only remembered."""
        details = self._details(place, words)
        if self._is_remembered(details):
            return
        if self.whole:
            item = self._list(details | SENSITIVE | {"sensitive": True}, self.cast.disclosure_officer)
            self.hidden.append((details, item))
        else:
            self.hidden.append((details, None))

    def _is_remembered(self, details):
        return any(known["description"] == details["description"] for known, _ in self.hidden)

    def change_hidden(self, place, words, by):
        if (found := self._pick(self.hidden, place)) and found[1]:
            item = UnusedItem.objects.get(pk=found[1].pk)
            changes = {"view": "meets", "view_reason": words, "location": words}
            officer = self.cast.disclosure_officer
            unused.change(item=item, changes=changes, expected_version=item.version, by=officer, at=TUESDAY_9AM)
            # Put it back, so that what is remembered stays true.
            item.refresh_from_db()
            back = {"view": "", "view_reason": "", "location": ""}
            unused.change(item=item, changes=back, expected_version=item.version, by=officer, at=TUESDAY_9AM)

    def withdraw_hidden(self, place, words, by):
        if found := self._pick(self.hidden, place):
            self.hidden.remove(found)
            if found[1]:
                item = UnusedItem.objects.get(pk=found[1].pk)
                officer = self.cast.disclosure_officer
                unused.withdraw(item=item, expected_version=item.version, by=officer, at=TUESDAY_9AM)

    def become_sensitive(self, place, words, by):
        item = self._pick(self.plain, place)
        if item is None:
            return
        item.refresh_from_db()
        details = {name: getattr(item, name) for name in MOVED}
        if self._is_remembered(details):
            return
        officer, moved = self.cast.disclosure_officer, None
        if self.whole:
            said = {"ground": "informant", "rationale": "It names who told us."}
            entry = unused.move(item=item, expected_version=item.version, by=officer, at=TUESDAY_9AM, **said)
            moved = UnusedItem.objects.get(pk=entry.details["to_item_id"])
        else:
            unused.withdraw(item=item, expected_version=item.version, by=officer, at=TUESDAY_9AM)
        self.plain.remove(item)
        self.hidden.append((details, moved))

    def stop_being_sensitive(self, place, words, by):
        found = self._pick(self.hidden, place)
        if found is None:
            return
        details, item = found
        officer = self.cast.disclosure_officer
        if self.whole:
            row = UnusedItem.objects.get(pk=item.pk)
            entry = unused.move(item=row, expected_version=row.version, by=officer, at=TUESDAY_9AM)
            shown = UnusedItem.objects.get(pk=entry.details["to_item_id"])
        else:
            listed = {name: details.get(name) or "" for name in ("description", "location", "presumption")}
            shown = self._list(listed | {"material": details.get("material")}, officer)
            more = {name: details[name] for name in MOVED if name in details}
            UnusedItem.objects.filter(pk=shown.pk).update(**more)
        self.hidden.remove(found)
        self.plain.append(shown)


def address(case_file, name, *keys):
    try:
        return reverse(name, args=[case_file.slug, *keys])
    except NoReverseMatch:
        return ""


def seen_by(client, case_file, *, everywhere):
    """What the pages and the API show of a case, by address: all of them, or those that show most."""
    pages = [address(case_file, *page) for page in (PAGES if everywhere else PAGES[:ALWAYS])]
    pages.append(f"{case_file.get_absolute_url()}?timeline=all")
    parts = (*API, *MORE_API) if everywhere else API
    pages += [f"/api/v1/case-files/{case_file.slug}/{part}" for part in parts]
    found = {}
    client.raise_request_exception = False
    for page in filter(None, pages):
        response = client.get(page)
        content = b"".join(response) if response.streaming else response.content
        found[page] = (response.status_code, DRAWN_ANEW.sub("", content.decode()))
    return found


def told(cast, case_file, client, history, *, whole):
    """Play a history, look, and take it all back."""
    with transaction.atomic():
        play = Play(cast, case_file, whole=whole)
        for step in history:
            play.do(*step)
        seen = seen_by(client, case_file, everywhere=history is EVERYTHING)
        transaction.set_rollback(True)
    return seen, play


ACTS = (
    "add",
    "change",
    "withdraw",
    "answer",
    "print_plain",
    "state_nil",
    "print_hidden",
    "hide",
    "change_hidden",
    "withdraw_hidden",
    "become_sensitive",
    "stop_being_sensitive",
)
STEPS = st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.sampled_from(WORDS), st.booleans())
EVERYTHING = [
    ("add", 1, WORDS[0], False),
    ("hide", 1, WORDS[1], True),
    ("hide", 0, WORDS[3], True),
    ("change_hidden", 0, WORDS[2], True),
    ("add", 2, WORDS[4], False),
    ("change", 2, WORDS[2], False),
    ("become_sensitive", 1, "", True),
    ("state_nil", 1, "", True),
    ("print_hidden", 0, "", True),
    ("stop_being_sensitive", 0, "", True),
    ("withdraw_hidden", 0, "", True),
    ("add", 0, WORDS[5], False),
    ("print_plain", 0, "", False),
]


@pytest.mark.slow  # every page and address of a case, twice for each history
@pytest.mark.django_db
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@example(history=EVERYTHING, role="builder")
@given(history=st.lists(STEPS, max_size=12), role=st.sampled_from(["builder", "second_builder", "police_manager"]))
def test_who_may_not_know_of_sensitive_items_sees_the_same_as_if_there_were_none(client, cast, history, role):
    with transaction.atomic():
        case_file = stories.ready_case(cast, anticipated_plea="ngap")
        client.force_login(getattr(cast, role))

        truth, play = told(cast, case_file, client, history, whole=True)
        as_if, imagined = told(cast, case_file, client, history, whole=False)

        assert [item.number for item in play.plain] == [item.number for item in imagined.plain]
        assert len(play.hidden) == len(imagined.hidden)
        assert history is not EVERYTHING or play.refused == 0
        different = [page for page in truth if truth[page] != as_if[page]]
        assert different == [], "\n".join(difference(truth[page], as_if[page]) for page in different)
        transaction.set_rollback(True)


def difference(one, other):
    """The lines in which two pages differ, for whoever has to mend them."""
    here, there = str(one[1]).splitlines(), str(other[1]).splitlines()
    more, less = [line for line in here if line not in there], [line for line in there if line not in here]
    return "\n".join([str((one[0], other[0])), *(f"+ {line}" for line in more), *(f"- {line}" for line in less)])


@pytest.mark.django_db
def test_the_officer_does_see_what_is_hidden_from_others(client, cast):
    case_file = stories.ready_case(cast, anticipated_plea="ngap")
    client.force_login(cast.disclosure_officer)

    seen, _ = told(cast, case_file, client, EVERYTHING, whole=True)
    without, _ = told(cast, case_file, client, EVERYTHING, whole=False)

    pages = {page for page in seen if seen[page] != without[page]}
    ours = f"/case-files/{case_file.slug}/unused/"
    assert {ours, f"{ours}mg6d/", f"{ours}mg6d/csv/", f"{ours}documents/mg6d/"} <= pages
    assert {f"/api/v1{ours}", f"/api/v1/case-files/{case_file.slug}/timeline/"} <= pages
