"""Cases that somebody wants to find again. It is theirs alone: no event, no notice, nobody else is told."""

from datetime import datetime

from accounts.models import User
from casework.models import CaseFile, Watch
from casework.permissions import may_watch


def watch(*, case_file: CaseFile, by: User, at: datetime) -> Watch:
    """Watch a case; watching it again changes nothing. Raises NotPermitted."""
    may_watch(by, case_file).require_permission()
    kept, _ = Watch.objects.get_or_create(user=by, case_file=case_file, defaults={"at": at})
    return kept


def unwatch(*, case_file: CaseFile, by: User, at: datetime) -> bool:
    """Stop watching a case; say whether it was watched. Raises NotPermitted."""
    may_watch(by, case_file).require_permission()
    gone, _ = Watch.objects.filter(user=by, case_file=case_file).delete()
    return bool(gone)
