"""Working out the digests of packages, which takes as long as reading everything that was sent."""

from datetime import datetime

from casework.operations.turns import turn
from charging.models import PackageDigest, Submission
from charging.queries.submission.package import DamagedBytes, Package, full_package


def ask_for_digest(submission: Submission, package: Package, *, at: datetime) -> PackageDigest:
    """Have a worker find out the digest of a package; asked again, nothing more is done."""
    asked = {"submission": submission, "sensitive": package.is_sensitive, "asked_at": at}
    row, _ = PackageDigest.objects.get_or_create(key=package.key, defaults=asked)
    return row


def work_out_next() -> bool:
    """Work out the digest that was asked for first; return whether there was one and it was our turn.

    What cannot be worked out any more, as where bytes are lost or a document was found infected since, is not asked
    for any more either: whoever looks again asks anew, or reads why there is no package.
    """
    with turn("package digests") as ours:
        row = PackageDigest.objects.filter(sha256="").select_related("submission").first() if ours else None
        if row is None:
            return False
        row.sha256 = _found(row)
        if row.sha256:
            row.save(update_fields=["sha256"])
        else:
            row.delete()
        return True


def _found(row: PackageDigest) -> str:
    """The digest that is asked for; empty where it cannot be worked out."""
    package = full_package(row.submission, sensitive=row.sensitive)
    try:
        return package.worked_out() if package and package.key == row.key else ""
    except DamagedBytes:
        return ""
