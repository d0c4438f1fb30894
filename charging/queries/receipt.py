"""The receipt of a submission: what was sent, by its digests, and what triage said of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.models import MaterialKind, Suspect
from charging.models import Submission, Triage, TriageReason


@dataclass(frozen=True)
class SentMaterial:
    """One document or link that was sent; a link has no digest."""

    kind: str
    title: str
    sha256: str
    size: int | None


@dataclass(frozen=True)
class Receipt:
    """What both agencies see of one submission."""

    submission: Submission
    triage: Triage | None
    reasons: Sequence[TriageReason]
    suspects: Sequence[Suspect]
    material: Sequence[SentMaterial]
    needed: int
    missing: Sequence[str]


def receipt_of(submission: Submission) -> Receipt:
    """Read the receipt back from what was sealed when the file was sent."""
    manifest = submission.manifest
    rows = [row for row in manifest.get("standard", []) if row["needed"]]
    missing = [row["code"] for row in rows if not row["met"]]
    triage = Triage.objects.select_related("by").filter(submission=submission).first()
    return Receipt(
        submission=submission,
        triage=triage,
        reasons=list(triage.reasons.select_related("reason")) if triage else [],
        suspects=list(submission.suspects.order_by("number")),
        material=_material(submission),
        needed=len(rows),
        missing=_titles(submission, missing),
    )


def _material(submission: Submission) -> list[SentMaterial]:
    manifest = submission.manifest
    labels = dict(MaterialKind.choices)
    files = [
        SentMaterial(labels.get(item["kind"], item["kind"]), item["title"], item["sha256"], item["size"])
        for item in manifest.get("material", [])
    ]
    links = [
        SentMaterial(labels.get(item["kind"], item["kind"]), item["title"], "", None)
        for item in manifest.get("links", [])
    ]
    return files + links


def _titles(submission: Submission, codes: Sequence[str]) -> list[str]:
    """What the rows were called in the edition of the day; each once, though several people lack it."""
    if submission.edition is None or not codes:
        return []
    return list(submission.edition.rows.filter(code__in=codes).order_by("position").values_list("title", flat=True))
