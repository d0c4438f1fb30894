"""Mail for tests: something to notice, and a mail about it."""

from uuid import uuid4

from casework import events
from casework.models import Mail, Notice, NoticeKind
from casework.operations import mail_writing, mailing
from casework.operations import notices as notice_operations
from casework.operations.mailing import Step
from casework.operations.notices import MailWishes
from casework.queries import mails
from charging.operations import notices
from tests.clock import FRIDAY_2PM


def tell(person, case_file, *, urgent=False, at=FRIDAY_2PM, number=1):
    """Let something be noticed, as the outbox would."""
    preference = mails.preferences_of([person.pk])[person.pk]
    event = case_file_event(case_file)
    made = []
    for _ in range(number):
        made.append(
            Notice.objects.create(
                event_id=copied(event, uuid4()),
                recipient=person,
                case_file=case_file,
                text="45AD 12345/26: something happened",
                at=at,
                kind=NoticeKind.SENDING,
                urgent=urgent,
                mail_due_at=notices.mail_at(preference, urgent=urgent, at=at),
            )
        )
    return made


def case_file_event(case_file):
    return events.ledger(case_file).filter(type="charging.triage_completed").first()


def copied(event, key):
    event.pk = key
    event.save(force_insert=True)
    return key


def a_mail(person, case_file, *, at=FRIDAY_2PM, **about):
    tell(person, case_file, at=at, **({"urgent": True} | about))
    mail_writing.write_due(at=at)
    return Mail.objects.filter(recipient=person).first()


def fresh(mail):
    return Mail.objects.get(pk=mail.pk)


def send_all(carrier, at):
    """Send until there is nothing, or a pause."""
    while (step := mailing.send_next(carrier=carrier, at=at)) is Step.DONE:
        pass
    return step


def choose(person, choice, **wishes):
    wanted = MailWishes(choice=choice, **wishes)
    return notice_operations.choose(wishes=wanted, by=person, at=FRIDAY_2PM)
