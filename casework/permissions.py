"""Who may see and do what with a case file. One policy: lists, pages, files and API all ask here."""

from accounts.models import Grant, Unit, User
from accounts.roles import Permission, Side
from accounts.rules.refusals import ACTS
from casework.models import CaseFile, FileStandardEdition, Mail
from foundation.verdicts import Verdict

STAYS_WITH_THE_AREA = frozenset(
    {
        Permission.VIEW_CASES,
        Permission.SEE_SENSITIVE,
        Permission.SEE_READERS,
        Permission.CONVERSE,
        Permission.TRANSFER,
    }
)
"""What people of the Area may do while CPS Direct handles one of its cases: follow it, ask, and take it over."""


def may(user: User, permission: Permission, case_file: CaseFile) -> Verdict:
    """Say whether a person's role in the case's own force, or with whoever handles it at the CPS, carries a permission.

    CPS Direct works on what it handles, and for so long the Area looks on.
    """
    allowed = [grant for grant in user.grants if grant.allows(permission) and _reaches(grant, case_file)]
    if any(_is_theirs(grant, permission, case_file) for grant in allowed):
        return Verdict.ok()
    if case_file.handled_by_id and any(grant.organisation_id == case_file.cps_area_id for grant in allowed):
        message = f"{case_file.handled_by} has this case now. Take it over first, or wait until it is handed over."
        return Verdict.no("handled_elsewhere", message)
    return Verdict.no("not_your_role", f"Your role on this case does not let you {ACTS[permission]}.")


def _is_theirs(grant: Grant, permission: Permission, case_file: CaseFile) -> bool:
    """Whether a role is one with the force, with whoever handles the case at the CPS, or with an Area that looks on."""
    if grant.role.definition.side is Side.POLICE:
        return grant.organisation_id == case_file.force_id
    stays = permission in STAYS_WITH_THE_AREA and grant.organisation_id == case_file.cps_area_id
    return stays or grant.organisation_id == case_file.cps_body_id


def _reaches(grant: Grant, case_file: CaseFile) -> bool:
    """A role counts in the whole force or Area; what is lent counts in its unit alone."""
    return not grant.lent or grant.unit_id == case_file.police_unit_id


def may_open_case(user: User, unit: Unit) -> Verdict:
    """Say whether a person may open a case for a police unit: any unit of a force in which they build files."""
    if user.holds(Permission.OPEN_CASE, organisation_ids=(unit.organisation_id,)):
        return Verdict.ok()
    return Verdict.no("not_your_force", f"You cannot open a case file for {unit.organisation}.", "police_unit")


def may_open_any_case(user: User) -> Verdict:
    """Say whether a person opens case files at all."""
    if user.holds(Permission.OPEN_CASE):
        return Verdict.ok()
    return Verdict.no("not_your_role", "Case files are opened by police file builders.")


def may_build(user: User, case_file: CaseFile) -> Verdict:
    """Say whether a person may change what the file says."""
    return may(user, Permission.BUILD_FILE, case_file)


def may_hand_over(user: User, case_file: CaseFile) -> Verdict:
    """Say whether a person may give a case to another officer or unit: whoever builds in its force, supervisors too.

    They may wherever the file is: officers move while the CPS has it. Sign-off that is lent carries no such right.
    """
    return may_build(user, case_file)


def may_make_document(user: User, case_file: CaseFile, *, sensitive: bool) -> Verdict:
    """Say whether a person may have a document made of what they can read on the case."""
    verdict = may(user, Permission.VIEW_CASES, case_file)
    return verdict & may(user, Permission.SEE_SENSITIVE, case_file) if sensitive else verdict


def may_keep_custody(user: User, case_file: CaseFile) -> Verdict:
    """Say whether a person may record custody and bail: police, wherever the file is."""
    return may(user, Permission.KEEP_CUSTODY, case_file)


def may_keep_schedule(user: User, case_file: CaseFile, *, sensitive: bool) -> Verdict:
    """Say whether a person may change a schedule of unused material; the sensitive one needs more than building."""
    verdict = may_build(user, case_file)
    return verdict & may(user, Permission.SEE_SENSITIVE, case_file) if sensitive else verdict


def may_converse(user: User, case_file: CaseFile) -> Verdict:
    """Say whether a person may ask and answer on a case: whoever works on cases of its force or Area."""
    return may(user, Permission.CONVERSE, case_file)


def side_on(user: User, case_file: CaseFile) -> Side | None:
    """The agency for which a person speaks on this very case; None where they have nothing to do with it."""
    cps = {case_file.cps_area_id, case_file.cps_body_id}
    owners = {Side.POLICE: {case_file.force_id}, Side.CPS: cps}
    own = (grant for grant in user.grants if not grant.lent)
    sides = ((grant.role.definition.side, grant.organisation_id) for grant in own)
    return next((side for side, organisation in sides if organisation in owners[side]), None)


def may_see_readers(user: User, case_file: CaseFile) -> Verdict:
    """Say whether a person may see who looked at a case and what is in it: its builders, and managers of both sides."""
    if may(user, Permission.SEE_READERS, case_file).allowed:
        return Verdict.ok()
    return Verdict.no("not_your_role", "Who looked at what is shown to those who build the file, and to managers.")


def may_search(user: User) -> Verdict:
    """Say whether a person may search; what they find is decided case by case."""
    if user.holds(Permission.VIEW_CASES):
        return Verdict.ok()
    return Verdict.no("not_your_role", "Your account has no role in a unit, so there is nothing to search.")


def may_watch(user: User, case_file: CaseFile) -> Verdict:
    """Say whether a person may keep a case in their own sight: whoever may see it."""
    return may(user, Permission.VIEW_CASES, case_file)


def may_manage_standard(user: User) -> Verdict:
    """Say whether a person may draft, compare and count editions of the file standard."""
    if user.holds(Permission.MANAGE_STANDARD):
        return Verdict.ok()
    return Verdict.no("not_your_role", "The file standard is kept by the standards managers of police and the CPS.")


def may_publish_edition(user: User, edition: FileStandardEdition) -> Verdict:
    """Say whether a person may publish a draft: somebody who keeps the standard and wrote no part of this one."""
    verdict = may_manage_standard(user)
    # Drafts begun before all their writers were kept name those of the last changes only.
    last = {edition.drafted_by_id, edition.changed_by_id, *edition.rows.values_list("changed_by_id", flat=True)}
    if user.pk in {*edition.writers, *last}:
        verdict &= Verdict.no("own_work", "You wrote part of this edition, so someone else must publish it.")
    return verdict


def may_see_deliveries(user: User) -> Verdict:
    """Say whether a person may see which mails failed, whoever they were for."""
    if user.holds(Permission.SEE_DELIVERIES):
        return Verdict.ok()
    return Verdict.no("not_your_role", "Emails that were not delivered are looked after by the standards managers.")


def may_send_again(user: User, mail: Mail) -> Verdict:
    """Say whether a person may have a mail sent again: whoever it is for, and those who look after failed ones."""
    return Verdict.ok() if mail.recipient_id == user.pk else may_see_deliveries(user)
