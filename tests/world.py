"""One case at every point that a page needs, and the addresses of every page of the service."""

from dataclasses import dataclass, fields, replace

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from casework.models import CaseFile, Ground, Likeness, Material, Offence, Person, Upload
from casework.operations import aliases, documents, search, uploads
from casework.rules.papers import Paper
from charging.models import ItemChallenge, ItemExtension, SampleDraw, SecondScore
from tests import disagreements, plan_acts, quality, questions, review_acts, stories
from tests.clock import MONDAY_9AM
from tests.snapshots import kept

OURS = {"accounts", "casework", "charging", "metrics", "web"}


def named_patterns(resolver: URLResolver, namespace: str = ""):
    """Every named pattern, with its namespace in front."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_patterns(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}{entry.name}", entry


def our_pages():
    """The pages of our own apps by name, the API apart: it has its own walk."""
    found = {}
    for name, pattern in named_patterns(get_resolver()):
        if name.split(":")[0] in OURS and not str(pattern.pattern).startswith("api/"):
            found[name] = set(pattern.pattern.converters)
    return found


@dataclass(frozen=True)
class World:
    """One case at every point that a page needs, and the keys of things in them."""

    ready: object
    gate: object
    sent: object
    review: object
    plan: object
    authorised: object
    charged: object
    thread: object
    failed: object
    mismatch: object
    unused: object
    escalation: object
    victim_review: object
    contest: object
    by_night: object
    extension: object
    challenge: object
    closed: object
    approval: object
    threshold: object
    issued: object
    noted: object
    pointed: object
    pages: tuple = ()
    """Every page of ours: its name, what its address needs, and its addresses in this world."""


@kept
def make_world(cast):
    """Bring a case to every point, each under its own URN, with all that any page is about."""
    world = cases_at_every_point(cast)
    pages = ((name, needs, addresses_of(name, needs, world)) for name, needs in our_pages().items())
    return replace(world, pages=tuple(pages))


def cases_at_every_point(cast):
    """The cases themselves."""
    asked = stories.accepted_case(cast, urn=stories.a_urn(8)).case_file
    ready = stories.ready_case(cast, urn=stories.a_urn(1))
    for sensitive in (False, True):
        stories.list_unused(ready, by=cast.disclosure_officer, sensitive=sensitive)
    return World(
        ready=ready,
        gate=stories.prepared_case(cast, urn=stories.a_urn(2)),
        sent=stories.submitted_case(cast, urn=stories.a_urn(3)),
        review=stories.accepted_case(cast, urn=stories.a_urn(4)),
        plan=stories.action_plan_case(cast, urn=stories.a_urn(5)),
        authorised=stories.authorised_case(cast, urn=stories.a_urn(6)),
        charged=stories.charged_case(cast, urn=stories.a_urn(7)),
        thread=questions.ask(asked, by=cast.prosecutor),
        failed=quality.disputed_file(cast, urn=stories.a_urn(9)),
        mismatch=disagreements.explained_case(cast, urn=stories.a_urn(31)),
        unused=disagreements.unused_case(cast, urn=stories.a_urn(32)),
        escalation=disagreements.escalated_case(cast, urn=stories.a_urn(33)),
        victim_review=disagreements.victim_review_case(cast, urn=stories.a_urn(34)),
        contest=stories.contested_case(cast, urn=stories.a_urn(35)),
        extension=plan_acts.extension_asked(cast, urn=stories.a_urn(41)),
        challenge=plan_acts.challenged_item(cast, urn=stories.a_urn(42)),
        closed=plan_acts.closed_case(cast, urn=stories.a_urn(43)),
        approval=review_acts.approval_asked(cast, urn=stories.a_urn(51)),
        threshold=review_acts.threshold_case(cast, urn=stories.a_urn(52)),
        issued=review_acts.issued_review(cast, urn=stories.a_urn(53)),
        noted=review_acts.with_a_note(cast, urn=stories.a_urn(54)),
        pointed=review_acts.with_a_point(cast, urn=stories.a_urn(55)),
        by_night=stories.red_case_by_night(cast, urn=stories.a_urn(36)),
    )


def case_of(thing):
    """The case file that a thing of a story belongs to."""
    return getattr(thing, "case_file", thing)


def addresses_of(name, needs, world):
    """Concrete addresses of a page: each case for pages of a case, the right thing for pages of a thing."""
    if not needs:
        return [reverse(name)]
    if needs == {"metric_id"}:
        return [reverse(name, args=["pcd-referrals"]), reverse(name, args=["pcd-days-with-police"])]
    if needs == {"urn"}:
        things = (getattr(world, each.name) for each in fields(World) if each.name != "pages")
        return [reverse(name, args=[case_of(thing).slug]) for thing in things]
    if "urn" not in needs:
        some_key = a_search(world).pk if name == "charging:search_results" else 1
        some_key = "failures" if "number" in needs else some_key
        return [reverse(name, kwargs=dict.fromkeys(needs, some_key))]
    if needs & {"schedule", "form", "key"}:
        return named_addresses(name, needs, world)
    thing, extra = thing_for(name, world)
    keys = {"urn": case_of(thing[0]).slug, "pk": thing[1].pk, **extra}
    return [reverse(name, kwargs={need: keys[need] for need in needs})]


def named_addresses(name, needs, world):
    """A page of unused material on each schedule and on one that there is not; a page of an upload."""
    case_file = case_of(world.ready)
    if "key" in needs:
        return [reverse(name, kwargs={"urn": case_file.slug, "key": an_upload(world).pk})]
    known = {"urn": case_file.slug, "number": 1}
    return [
        reverse(name, kwargs={need: known.get(need, schedule) for need in needs})
        for schedule in ("mg6c", "mg6d", "mg6e", "mg6x")
    ]


def a_search(world):
    """A search that the builder made, as somebody may have sent its address to others."""
    return search.ask(text="alder", by=case_of(world.ready).officer, at=MONDAY_9AM)


def an_alias(case):
    """Another name of the first suspect."""
    suspect, name = case.suspects.first(), aliases.OtherName(family_name="Ash")
    if not suspect.aliases.exists():
        aliases.add(suspect=suspect, name=name, by=case.officer, at=MONDAY_9AM)
    return suspect.aliases.get()


def a_likeness(case):
    """The question whether the ready case and the one at the gate are one."""
    other = CaseFile.objects.exclude(pk=case.pk).order_by("pk").first()
    return Likeness.objects.get_or_create(
        case_file=case, other=other, ground=Ground.URN, defaults={"found_at": MONDAY_9AM}
    )[0]


def a_second_score(world):
    """The second score of the failed file, to be given by whoever walks the pages as the prosecutor."""
    area = case_of(world.failed).cps_area
    found = SecondScore.objects.filter(assessment=world.failed).first()
    if found is None:
        draw = SampleDraw.objects.create(
            cps_area=area,
            month=quality.MARCH.first_day,
            seed="world",
            edition="FQ-2020-12",
            frame="",
            size=1,
            drawn_at=quality.IN_APRIL,
            drawn_by=world.failed.assessed_by,
        )
        scorer = world.review.prosecutor
        found = SecondScore.objects.create(draw=draw, assessment=world.failed, scorer=scorer, due_at=quality.IN_APRIL)
    return found


def an_upload(world):
    """A file that the builder began to send, and did not finish."""
    case = case_of(world.ready)
    begun = Upload.objects.filter(case_file=case).first()
    return begun or uploads.start(case_file=case, name="door.mp4", size=100, by=case.officer, at=MONDAY_9AM)


def a_document(world):
    """A document that was asked for of the ready case."""
    case = case_of(world.ready)
    paper = Paper(title="MG5", handling="OFFICIAL-SENSITIVE")
    return documents.ask(case_file=case, form="mg5", inputs=paper, by=case.officer, at=MONDAY_9AM)


def a_point(world):
    """The point of the prosecutor's own."""
    return world.pointed.case_file.points.first()


def things_of_review(world):
    """What a review, and what is kept beside it, is about."""
    case = case_of(world.ready)
    return {
        "clock_record": (case, case.suspects.first()),
        "stream_change": (world.sent, case_of(world.sent).suspects.first()),
        "review_approval": (world.approval, world.approval),
        "approval": (world.approval, world.approval.approvals.first()),
        "threshold_review": (world.threshold, world.threshold),
        "advice": (world.issued, world.issued),
        "working_note": (world.noted, world.noted.case_file.working_notes.first() or world.noted),
        "point_unsupport": (world.pointed, a_point(world).supports.first() or world.pointed),
        "point_remove": (world.pointed, a_point(world)),
        "review_section": (world.review, world.review),
        "review_decision": (world.review, world.review),
        "review_item": (world.review, world.review),
    }


def things_police_ask(world):
    """What police ask about plans, closings and rejections, and what is said of a file."""
    case = case_of(world.ready)
    return {
        "item_extension": (world.extension, ItemExtension.objects.get(item__plan=world.extension.pk)),
        "item_challenge": (world.challenge, ItemChallenge.objects.get(item__plan=world.challenge.pk)),
        "suspect_reopen": (world.closed, world.closed.suspect),
        "reopening": (world.closed, world.closed),
        "submission_contest": (world.contest, world.contest.triage.submission),
        "contest": (world.contest, world.contest),
        "likeness": (case, a_likeness(case)),
        "assessment": (world.failed, world.failed),
        "failure": (world.failed, world.failed),
        "second_score": (world.failed, a_second_score(world)),
        "thread": (world.thread, world.thread),
    }


def things_not_agreed(world):
    """What the agencies, or a victim, do not agree about."""
    return {
        "suspect_authority_unused": (world.authorised, case_of(world.authorised).suspects.first()),
        "charge_unasked": (world.sent, case_of(world.sent).suspects.first()),
        "suspect_escalate": (world.victim_review, case_of(world.victim_review).suspects.first()),
        "suspect_victim_review": (world.escalation, case_of(world.escalation).suspects.first()),
        "plan_escalate": (world.plan, world.plan),
        "mismatch": (world.mismatch, world.mismatch),
        "unused_authority": (world.unused, world.unused),
        "escalation": (world.escalation, world.escalation),
        "victim_review": (world.victim_review, world.victim_review),
    }


def things_of_the_way(world):
    """What a file holds, and where each step on its way is taken."""
    case = case_of(world.ready)
    return {
        "suspect_finalise": (world.plan, case_of(world.plan).suspects.first()),
        "charge": (world.authorised, case_of(world.authorised).suspects.first()),
        "stay_out": (world.review, case_of(world.review)),
        "offence_add": (case, case.suspects.first()),
        "offence_withdraw": (case, Offence.objects.filter(suspect__case_file=case).first()),
        "suspect": (case, case.suspects.first()),
        "person": (case, Person.objects.filter(case_file=case).first()),
        "material": (case, Material.objects.filter(case_file=case).first()),
        "form_": (case, case),
        "document": (case, a_document(world)),
        "sign_off": (world.gate, world.gate),
        "send_back": (world.gate, world.gate),
        "triage": (world.sent, world.sent),
        "submission": (world.sent, world.sent),
        "review": (world.review, world.review),
        "action": (world.plan, world.plan),
    }


def thing_for(name, world):
    """Which case and which thing in it a page of a thing is about; the first word that stands in its name decides."""
    case = case_of(world.ready)
    by_word = {
        **things_of_review(world),
        **things_police_ask(world),
        **things_not_agreed(world),
        **things_of_the_way(world),
    }
    word = next(word for word in by_word if word in name)
    parts = {
        "clock_record": {"act": "detain"},
        "review_section": {"code": "evidence"},
        "review_decision": {"number": 1},
        "review_item": {"number": 1},
        "action": {"item": world.plan.items.first().pk},
        "failure": {"item": world.failed.failures.first().pk},
        "material": {"number": 1, "stage": "court"},
        "form_": {"code": "mg3"},
        "thread": {"visibility": "shared"},
    }
    extra = {"alias": an_alias(case).pk} if "alias_remove" in name else parts.get(word, {})
    return by_word[word], extra
