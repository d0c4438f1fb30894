"""What of a submission has a given digest: the receipt, the sealed file, its annex, a document, the package."""

from dataclasses import dataclass

from accounts.models import User
from casework.models import sees_sensitive
from charging.models import PackageDigest, Submission
from charging.queries.submission.receipt import ready_pdf, sent_material
from charging.queries.submission.sealed import file_digest, sealed


@dataclass(frozen=True)
class Part:
    """Something that a digest stands for in one submission."""

    says: str


def part_with(submission: Submission, digest: str, *, reader: User) -> Part | None:
    """Return what of a submission has this digest, as far as the reader may know; None where nothing has.

    That of the package is known once somebody asked for it and a worker found it out.
    """
    named = _open_parts(submission) | _sensitive_parts(submission, reader)
    return Part(named[digest]) if digest in named else _package_with(submission, digest, reader)


def _open_parts(submission: Submission) -> dict[str, str]:
    """What everybody may know of, by its digest."""
    pdf = ready_pdf(submission)
    named = {
        item.sha256: f"This is “{item.title}”, which was sent in this submission."
        for item in sent_material(submission, sealed(submission))
    }
    named |= {pdf.sha256: "This is the receipt as a PDF."} if pdf else {}
    named |= {
        file_digest(submission): "This is the sealed file of this submission.",
        submission.receipt: "This is the receipt code of this submission.",
        # Its digest stands on the receipt for everybody, and is salted: it says nothing of what is in the annex.
        submission.sealed_sensitive: "This is the sensitive annex of this submission.",
    }
    return {digest: says for digest, says in named.items() if digest}


def _sensitive_parts(submission: Submission, reader: User) -> dict[str, str]:
    if not (submission.sealed_sensitive and sees_sensitive(reader, submission.case_file)):
        return {}
    annex = sealed(submission, reader=reader).annex or {}
    files = [(thing["file"]["sha256"], thing["name"]) for thing in annex.get("material", []) if thing["file"]]
    return {sha256: f"This is “{name}”, sensitive, which was sent in this submission." for sha256, name in files}


def _package_with(submission: Submission, digest: str, reader: User) -> Part | None:
    """Only what a worker has found out already: nobody waits here until everything that was sent is read."""
    found = PackageDigest.objects.filter(submission=submission, sha256=digest).first()
    if found is None or (found.sensitive and not sees_sensitive(reader, submission.case_file)):
        return None
    return Part("This is the package of this submission, as you would download it.")
