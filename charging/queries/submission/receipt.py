"""The receipt of a submission: what was sealed when the file was sent, and what triage said of it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.models import DocumentState, GeneratedDocument, MaterialKind
from charging.models import Contest, Submission, Triage, TriageReason, Withdrawal
from charging.queries.submission.sealed import Sealed, SealState, sealed
from charging.queries.transfers.moves import was_with_direct
from charging.rules.receipt_paper import (
    due_words,
    gaps,
    grouped,
    local_time,
    receipt_form,
    standard_words,
    suspects_words,
)


@dataclass(frozen=True)
class SentMaterial:
    """One document or link that was sent; a link has no digest. `held_back` says why nobody could open it then."""

    kind: str
    title: str
    sha256: str
    size: int | None
    held_back: str = ""

    @property
    def grouped(self) -> str:
        """The digest as people compare it."""
        return grouped(self.sha256)


@dataclass(frozen=True)
class Receipt:
    """What both agencies see of one submission, the same for every reader."""

    submission: Submission
    sealed: Sealed
    triage: Triage | None
    reasons: Sequence[TriageReason]
    suspects: str
    material: Sequence[SentMaterial]
    gaps: Sequence[tuple[str, str]]
    standard: str
    missing: Sequence[str]
    by_direct: bool = False
    pdf: GeneratedDocument | None = None

    @property
    def code(self) -> str:
        """The receipt as people compare it."""
        return grouped(self.submission.receipt)

    @property
    def contest(self) -> Contest | None:
        """The contest of its rejection; None where nobody contested it."""
        return getattr(self.triage, "contest", None)

    @property
    def withdrawal(self) -> Withdrawal | None:
        """Who took it back, and why; None where nobody did."""
        return getattr(self.submission, "withdrawal", None)

    @property
    def digests(self) -> Sequence[tuple[str, str]]:
        """What the receipt covers as whole files, each with its digest as people compare it."""
        named = {"Sealed file": "file_sha256", "Sensitive annex": "sensitive_sha256"}
        manifest = self.submission.manifest
        return [(name, grouped(manifest[key])) for name, key in named.items() if manifest.get(key)]

    @property
    def clock_started(self) -> str:
        """When the CPS's clock started, in words."""
        started = self._clock.get("started_at") or self.submission.manifest["sent_at"]
        return local_time(started)

    @property
    def due(self) -> str:
        """By when the CPS should decide, in words; empty for what was sealed in the earlier form."""
        return due_words(self._clock) if self._clock else ""

    @property
    def is_whole(self) -> bool:
        """Whether the sealed file can be read."""
        return self.sealed.state is SealState.WHOLE

    @property
    def _clock(self) -> Mapping[str, Any]:
        clock: Mapping[str, Any] = self.submission.manifest.get("clock", {})
        return clock


def receipt_of(submission: Submission) -> Receipt:
    """Read the receipt back from what was sealed when the file was sent."""
    rows = [row for row in submission.manifest.get("standard", []) if row["needed"]]
    triage = (
        Triage.objects.select_related("by", "passed_on_by", "contest__raised_by").filter(submission=submission).first()
    )
    found = sealed(submission)
    return Receipt(
        submission=submission,
        sealed=found,
        triage=triage,
        reasons=_reasons(triage) if triage else [],
        suspects=suspects_words(found.file) if found.document else _suspects_now(submission),
        material=sent_material(submission, found),
        gaps=gaps(found.file),
        standard=standard_words(submission.manifest, submission.edition.title if submission.edition else ""),
        missing=_missing(submission, rows, found),
        by_direct=was_with_direct(submission),
        pdf=pdf_of(submission),
    )


def _suspects_now(submission: Submission) -> str:
    """The suspects of a file that cannot be read as it was sealed, as they are called today."""
    return ", ".join(str(suspect) for suspect in submission.suspects.order_by("number"))


def _reasons(triage: Triage) -> list[TriageReason]:
    """Each reason of a rejection once, however many rows it is about."""
    given = triage.reasons.select_related("reason").order_by("reason__position", "id")
    return list(given.distinct("reason__position"))


def pdf_of(submission: Submission) -> GeneratedDocument | None:
    """The receipt as a PDF, made or being made; None for what was sent before receipts were made."""
    rows = GeneratedDocument.objects.filter(case_file=submission.case_file_id, form=receipt_form(submission.pk))
    return rows.defer("inputs").order_by("-number").first()


def ready_pdf(submission: Submission) -> GeneratedDocument | None:
    """The receipt as a PDF once it is made; None before."""
    pdf = pdf_of(submission)
    return pdf if pdf and pdf.state == DocumentState.READY else None


def sent_material(submission: Submission, found: Sealed) -> list[SentMaterial]:
    """The documents and links that were sent, in the order they were sealed in."""
    manifest = submission.manifest
    labels = dict(MaterialKind.choices)
    files = {thing["file"]["sha256"]: thing["file"] for thing in found.file.get("material", []) if thing["file"]}
    documents = [
        SentMaterial(
            labels.get(item["kind"], item["kind"]),
            item["title"],
            item["sha256"],
            item["size"],
            held_back(files.get(item["sha256"], {})),
        )
        for item in manifest.get("material", [])
    ]
    links = [
        SentMaterial(labels.get(item["kind"], item["kind"]), item["title"], "", None)
        for item in manifest.get("links", [])
    ]
    return documents + links


def held_back(file: Mapping[str, Any]) -> str:
    """Why a document was in quarantine when it was sent; empty where it was not."""
    scan = file.get("scan") or {"code": "", "says": ""}
    return str(scan["says"]) if scan["code"] in {"waiting", "infected"} else ""


def _missing(submission: Submission, rows: Sequence[Mapping[str, Any]], found: Sealed) -> list[str]:
    """What was missing, by the names of the day; from the edition where the file was sealed in the earlier form."""
    missing = {(row["code"], row["about"]) for row in rows if not row["met"]}
    if found.document:
        return [row["name"] for row in found.document["standard"] if (row["code"], row["about"]) in missing]
    codes = {code for code, _ in missing}
    if submission.edition is None or not codes:
        return []
    return list(submission.edition.rows.filter(code__in=codes).order_by("position").values_list("title", flat=True))
