"""One live case, moved on step by step by the operations that people use, and by nothing else."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from casework.models import CaseFile, MaterialKind, OffenceCode, PersonRole, Suspect
from casework.operations import building, material, people
from charging.lifecycle import Answer, ChargeMethod, Purpose, ReviewType, Stream
from charging.models import ActionItem, ActionPlan, Consultation, Submission
from charging.operations import actions, charges, closing, review, submission, triage
from charging.operations.explanations import Said
from charging.queries.review.facts import suspects_under_review
from charging.queries.submission.judging import open_gaps
from charging.queries.submission.streams_now import usual_review
from charging.rules.decision import Outcome, RequestedItem, Review
from charging.rules.explanations import key_of
from config.demo import papers
from config.demo.people import Cast
from config.demo.reviewing import SECTIONS, whole
from foundation.periods import local_date

WHY = (
    "Asked for, and expected within two weeks.",
    "It does not change whether there is enough evidence to charge.",
    "The officer who holds it is away until Monday.",
)
DEMO = "DEMO/"
"""How the crime references of live demo cases begin, which is how the demo world knows itself."""


class LiveCase:
    """One case and the clock of the people working on it, which only goes forward."""

    def __init__(self, cast: Cast, number: int, now: datetime, *, days: float) -> None:
        self.cast, self.number, self.at = cast, number, now - timedelta(days=days)
        self.now = now
        self.file: CaseFile

    def later(self, hours: float) -> datetime:
        """Let some hours go by, never past the present."""
        self.at = min(self.at + timedelta(hours=hours), self.now)
        return self.at

    def open(self, headline: str, *, flags: tuple[str, ...] = ()) -> "LiveCase":
        """Open the case file."""
        unit = self.cast.unit
        details = building.CaseDetails(
            urn=self._free_urn(),
            police_unit=unit,
            cps_area=self.cast.area,
            headline=headline,
            crime_reference=f"{DEMO}{unit.code}/{self.number}",
            crime_recorded_on=local_date(self.at),
        )
        entry = building.open_case_file(details=details, by=self.cast.builder, at=self.at)
        self.file = CaseFile.objects.get(pk=entry.case_id)
        if flags:
            building.set_flags(case_file=self.file, codes=set(flags), by=self.cast.builder, at=self.later(0.1))
        return self

    def _free_urn(self) -> str:
        unit, year = self.cast.unit.code, local_date(self.at).year % 100
        last = CaseFile.objects.filter(urn__startswith=unit, urn__endswith=f"{year:02d}").order_by("-urn").first()
        return f"{unit}{int(last.urn[4:9]) + 1 if last else 1:05d}{year:02d}"

    def suspect(self, family_name: str, offence: str, **facts: Any) -> "LiveCase":
        """Add a suspect with a proposed offence."""
        asked = {
            "given_names": "Test",
            "family_name": family_name,
            "custody_basis": "bail",
            "anticipated_plea": "ngap",
            "interview_summary": "Gave an account and denied it. Synthetic.",
            "previous_convictions": "none",
            "date_of_birth": local_date(self.at).replace(year=1990, day=1),
        }
        by = self.cast.builder
        entry = people.add_suspect(case_file=self.file, facts=asked | facts, by=by, at=self.later(0.2))
        added = Suspect.objects.get(pk=entry.suspect_ids[0])
        details = people.OffenceDetails(
            offence_code=OffenceCode.objects.get(code=offence, valid_to__isnull=True),
            starts_on=local_date(self.at) - timedelta(days=2),
        )
        people.propose_offence(suspect=added, details=details, by=by, at=self.later(0.1))
        return self

    def victim(self, family_name: str) -> "LiveCase":
        """Add a victim whose needs were looked at."""
        facts = {
            "role": PersonRole.VICTIM,
            "given_names": "Test",
            "family_name": family_name,
            "personal_statement": "taken",
            "special_measures": "not_needed",
        }
        people.add_person(case_file=self.file, facts=facts, by=self.cast.builder, at=self.later(0.2))
        return self

    def attach(self, kind: MaterialKind, title: str, upload: Any = None, link: str = "") -> "LiveCase":
        """Attach a file or a link."""
        details = material.MaterialDetails(kind=kind, title=title, link=link)
        material.attach(case_file=self.file, details=details, upload=upload, by=self.cast.builder, at=self.later(0.1))
        return self

    def summarise(self, summary: str) -> "LiveCase":
        """Write what happened."""
        self.file.refresh_from_db()
        changes = {"summary": summary, "lines_of_enquiry": "Footage sought and viewed; witnesses traced. Synthetic."}
        building.change_case(
            case_file=self.file,
            changes=changes,
            expected_version=self.file.version,
            by=self.cast.builder,
            at=self.later(0.3),
        )
        return self

    def papers(self) -> "LiveCase":
        """Attach a statement, an exhibit and the schedules, each a file of its own."""
        ref = self.file.reference
        statement = papers.pdf("mg11-statement.pdf", [f"Witness statement, {ref}", "Synthetic: nobody in it is real."])
        schedule = papers.text(
            "mg6c-schedule.txt", [f"Schedule of unused material, {ref}", "1. Message log. Synthetic."]
        )
        picture = papers.png("exhibit-TA-1.png", 40 + self.number * 7 % 150)
        self.attach(MaterialKind.MG11, "Statement of the main witness", statement)
        self.attach(MaterialKind.EXHIBIT, "Exhibit TA/1: still from footage", picture)
        self.attach(MaterialKind.MG6C, "Schedule of unused material", schedule)
        return self.attach(
            MaterialKind.BWV, "Body-worn video", link=f"https://evidence.example.invalid/{self.file.slug}/bwv"
        )

    def to_supervisor(self, stream: Stream = Stream.GREEN, purpose: Purpose = Purpose.CHARGING) -> "LiveCase":
        """Hand the file to the supervisor, with a reason for everything that is missing."""
        at = self.later(0.5)
        self.file.refresh_from_db()
        gaps = open_gaps(self.file, on=local_date(at))
        preparation = submission.Preparation(
            purpose=purpose,
            stream=stream,
            note="Ready for you.",
            explanations={
                key_of(gap): Said(text=f"{WHY[number % len(WHY)]} Synthetic.") for number, gap in enumerate(gaps)
            },
        )
        submission.send_to_supervisor(case_file=self.file, preparation=preparation, by=self.cast.builder, at=at)
        return self

    @property
    def last_sent(self) -> Submission:
        """The latest submission."""
        return Submission.objects.filter(case_file=self.file).latest("id")

    def signed_off(self) -> "LiveCase":
        """Sign the file off, which submits it."""
        comments = "Checked against the standard. The identification evidence is strong."
        submission.sign_off(submission=self.last_sent, comments=comments, by=self.cast.supervisor, at=self.later(1))
        return self

    def at_cps(self, part: str) -> User:
        """Who does a part at the CPS: the people of CPS Direct while it has the case."""
        self.file.refresh_from_db()
        names = {"assistant": "direct_assistant", "prosecutor": "direct_prosecutor", "legal_manager": "direct_manager"}
        person: User = getattr(self.cast, names[part] if self.file.handled_by_id else part)
        return person

    def rejected(self, reasons: dict[str, str], *, days: int = 7) -> "LiveCase":
        """Reject at triage with a date to respond by, counted from the present."""
        respond_by = local_date(self.now) + timedelta(days=days)
        triage.reject(
            submission=self.last_sent,
            reasons=reasons,
            respond_by=respond_by,
            by=self.at_cps("assistant"),
            at=self.later(3),
        )
        return self

    def accepted(self, review_type: ReviewType | None = None, casework: str = "magistrates") -> "LiveCase":
        """Accept at triage, which opens a review: that which the stream calls for, unless another is said."""
        triage.accept(
            submission=self.last_sent,
            review_type=review_type or usual_review(self.last_sent),
            casework_type=casework,
            by=self.at_cps("assistant"),
            at=self.later(2),
        )
        return self

    @property
    def last_review(self) -> Consultation:
        """The latest review."""
        return Consultation.objects.filter(case_file=self.file).latest("number")

    def allocated(self) -> "LiveCase":
        """Allocate the review to the prosecutor."""
        review.allocate(
            consultation=self.last_review,
            prosecutor=self.at_cps("prosecutor"),
            by=self.at_cps("legal_manager"),
            at=self.later(1),
        )
        return self

    def reviewed(self, *outcomes: Outcome, items: tuple[RequestedItem, ...] = ()) -> "LiveCase":
        """Complete the review; outcomes go to its suspects in order, the last one also to all after it."""
        consultation = self.last_review
        suspects = suspects_under_review(consultation)
        chosen = {s.pk: whole(s, outcomes[min(place, len(outcomes) - 1)], self.now) for place, s in enumerate(suspects)}
        decided = Review(
            analysis="The evidence against each suspect was weighed, then the public interest. Synthetic.",
            disclosure_considered=True,
            outcomes=chosen,
            items=items,
            sections=SECTIONS,
        )
        review.complete(consultation=consultation, review=decided, by=self.at_cps("prosecutor"), at=self.later(4))
        return self

    def answered(self, *, items: int) -> "LiveCase":
        """Answer the first so many items of the action plan."""
        plan = ActionPlan.objects.filter(case_file=self.file).latest("number")
        for item in ActionItem.objects.filter(plan=plan).order_by("id")[:items]:
            reply = actions.ItemAnswer(answer=Answer.PROVIDED, text="Attached to the file.")
            actions.answer(
                item=item, reply=reply, expected_version=item.version, by=self.cast.builder, at=self.later(5)
            )
        return self

    def charged(self, *, number: int = 1) -> "LiveCase":
        """Record the charge of a suspect, exactly as authorised."""
        suspect = self.file.suspects.get(number=number)
        authority = charges.authority_for(suspect)
        offences = [charge.offence_code for charge in authority.charges.all()] if authority else []
        at = self.later(6)
        details = charges.ChargeDetails(charged_at=at, method=ChargeMethod.CHARGE, offences=offences)
        charges.record_charge(suspect=suspect, details=details, by=self.cast.builder, at=at)
        return self

    def closed(self, reason: str) -> "LiveCase":
        """Close the first suspect's case without a decision."""
        suspect = self.file.suspects.get(number=1)
        closure = closing.Closure(reason=reason, early_because="Police will not send it again. Synthetic.")
        closing.finalise(suspects=[suspect], closure=closure, by=self.cast.assistant, at=self.later(24 * 20))
        return self
