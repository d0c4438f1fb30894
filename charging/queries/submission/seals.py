"""Whether what was sealed still is what it was: receipts follow from manifests, digests from bytes."""

from collections.abc import Iterator
from functools import cache

from django.db.models import QuerySet

from casework.queries.store import digest_of, stored_path
from charging.lifecycle import SubmissionState
from charging.models import Submission
from charging.rules.plain_values import instant
from charging.rules.sealed_file import receipt_code

AT_ONCE = 1_000
URN_LENGTH = 11


def broken_seals(urn: str = "") -> Iterator[str]:
    """Say of each sent submission, or those of one case, what no longer is as it was sealed.

    Reads every byte that a sealed file names, each document once however often it was sent.
    """
    rows = _sent(urn).select_related("case_file", "edition").prefetch_related("suspects").order_by("pk")
    check = cache(_fault)
    for row in rows.iterator(chunk_size=AT_ONCE):
        for fault in (*_row_faults(row), *filter(None, (check(*each) for each in _named(row)))):
            yield f"{row.case_file.slug} submission {row.pk}: {fault}"


def count_of_seals(urn: str = "") -> int:
    """How many submissions were sent, of one case where a URN is given."""
    return _sent(urn).count()


def _sent(urn: str) -> QuerySet[Submission]:
    """What was sent of every case, or of the one with this URN and suffix."""
    rows = Submission.objects.filter(state=SubmissionState.SENT)
    return rows.filter(case_file__urn=urn[:URN_LENGTH], case_file__suffix=urn[URN_LENGTH:]) if urn else rows


def _row_faults(row: Submission) -> Iterator[str]:
    """What the row says of itself that its manifest and receipt do not."""
    if receipt_code(row.manifest) != row.receipt:
        yield "the receipt does not follow from the manifest"
    said = {
        "urn": row.case_file.slug,
        "round": row.round_no,
        "attempt": row.seq_in_round,
        "purpose": row.purpose,
        "stream": row.stream,
        "sent_at": instant(row.sent_at),
        "supervisor_comments": row.supervisor_comments,
        "edition": row.edition.code if row.edition else "",
    }
    wrong = [name.replace("_", " ") for name, value in said.items() if row.manifest.get(name) != value]
    if sorted(each["number"] for each in row.manifest.get("suspects", [])) != _numbers(row):
        wrong.append("suspects")
    if wrong:
        yield f"the manifest says something else of {', '.join(wrong)}"
    if row.manifest.get("sensitive_sha256", "") != row.sealed_sensitive:
        yield "the manifest names another sensitive annex"


def _numbers(row: Submission) -> list[int]:
    """The numbers in their case of those who were sent, which never change from then on."""
    return sorted(suspect.number for suspect in row.suspects.all())


def _named(row: Submission) -> Iterator[tuple[str, str]]:
    """Every digest that a submission names, with what it is the digest of."""
    if row.manifest.get("file_sha256"):
        yield "the sealed file", row.manifest["file_sha256"]
        yield "the sensitive annex", row.sealed_sensitive
    for item in row.manifest.get("material", []):
        yield "a document", item["sha256"]


def _fault(what: str, sha256: str) -> str:
    path = stored_path(sha256)
    if not path.is_file():
        return f"{what} {sha256[:12]}… is not in the store"
    return "" if digest_of(path) == sha256 else f"{what} {sha256[:12]}… was changed after it was sealed"
