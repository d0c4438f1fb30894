"""The words of a sealed file of schema 1: what its fields are called, and how its values read."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from charging.rules.receipt_paper import local_day, local_time

NOTHING = "Nothing"
FIELDS = {
    "about": "About",
    "aliases": "Also known as",
    "act": "What was done",
    "answer": "Answer",
    "answer_text": "Answer in words",
    "anticipated_plea": "Plea expected",
    "asked": "What was asked for",
    "asn": "Arrest/summons number",
    "because": "Called for because",
    "blocks": "Stops the file",
    "casework_type": "Type of casework",
    "clip_from": "Clip from second",
    "clip_to": "Clip to second",
    "code": "Code",
    "content_type": "Type of file",
    "cps_area": "CPS Area",
    "custody_basis": "Custody",
    "date_of_birth_unknown": "Date of birth is not known",
    "done": "Done",
    "due_on": "Due",
    "due_now_on": "Due as agreed last",
    "parts": "What came in part",
    "duration": "Length in seconds",
    "email": "E-mail",
    "ends_on": "To",
    "gap": "What is wrong",
    "inspected_at": "Inspected",
    "link": "Link",
    "met": "In the file",
    "met_by": "Met by",
    "minutes": "Minutes spent",
    "need": "Redaction",
    "row": "About the row of the standard",
    "said_at": "When",
    "rebutted_because": "Presumption rebutted because",
    "recorded_from": "Recorded from",
    "recorded_to": "Recorded to",
    "scan": "Virus scan",
    "says": "Says",
    "sha256": "SHA-256",
    "size": "Bytes",
    "starts_on": "From",
    "text": "Explanation",
    "triage_code": "Rejection reason it would earn",
    "urn": "URN",
    "view": "Disclosure test",
    "view_reason": "Reason for the view",
    "why": "Why it matters",
    "words": "Said",
    "whole_needed": "All of it matters",
}
FIRST = (
    *("urn", "headline", "family_name", "given_names", "aliases", "date_of_birth", "person", "rank_or_grade", "role"),
    *("kind", "title", "code", "about", "state", "value", "description", "custody_basis", "anticipated_plea"),
    *("previous_convictions", "asn", "starts_on", "ends_on", "place", "police_may_charge", "summary"),
    *("lines_of_enquiry", "interview_summary"),
    *("category", "asked", "why", "needed_for", "due_on", "due_now_on", "answer", "answer_text"),
    *("act", "by", "said_at", "words"),
)
"""The fields that a reader looks for first; others follow as the file has them, by name."""
GROUPS = {
    "file": "",
    "recording": "Recording",
    "redaction": "Redaction",
    "charging": "for charging",
    "messages": "Message",
}
STAGES = {"charging": "for the charging decision", "first_hearing": "for the first hearing", "court": "for court"}
DAYS, INSTANTS = ("_on", "date_of_birth"), ("_at", "_from", "_to")


def field_words(path: str) -> str:
    """What a field is called: the path "redaction.court.minutes" reads "Redaction for court: minutes spent"."""
    *groups, name = path.split(".")
    word = FIELDS.get(name, name.replace("_", " ").capitalize())
    held = " ".join(_group_words(group) for group in groups).strip()
    return f"{held[:1].upper()}{held[1:]}: {word[:1].lower()}{word[1:]}" if held else word


def _group_words(group: str) -> str:
    """What holds some fields together; messages go by their number."""
    if group.isdecimal():
        return group.lstrip("0")
    return STAGES.get(group, GROUPS.get(group, group.replace("_", " ")))


def value_words(path: str, value: Any) -> str:
    """How a value reads; empty where there is none."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        return str(value.get("says") or "")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return _time_words(path, str(value))


def _time_words(path: str, text: str) -> str:
    """A day or an instant as people say it; any other text as it is."""
    name = path.rsplit(".", 1)[-1]
    try:
        if name.endswith(DAYS):
            return local_day(date.fromisoformat(text).isoformat())
        if name.endswith(INSTANTS):
            return local_time(datetime.fromisoformat(text).isoformat())
    except ValueError:
        pass
    return text


def in_order(names: Iterable[str]) -> list[str]:
    """The names of a thing's fields as people read them, not as the bytes have them."""
    return sorted(names, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
