"""Links to digital evidence: only listed places are asked, never one inside that is not, and a broken one is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from casework.models import CaseEvent, LinkState, Material, MaterialKind
from casework.operations import links, material
from casework.rules import material_links as rules
from casework.rules.material_links import LinkLook
from foundation.verdicts import NotPermitted, Refused
from tests import stories
from tests.clock import MONDAY_4PM, MONDAY_9AM, TUESDAY_2PM, TUESDAY_9AM, WEDNESDAY_9AM
from tests.collisions import PATIENCE, locked, on_a_connection_of_its_own, until, waiting
from tests.unchanged import nothing_changes
from tests.web_place import a_place


@pytest.fixture
def place(settings, tmp_path):
    with a_place(tmp_path) as server:
        settings.EVIDENCE_HOSTS = ["localhost", "127.0.0.0/8", "::1/128"]
        settings.EVIDENCE_CA_FILE = server.authority
        yield server


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/clip/1", LinkState.WORKS),
        ("/401", LinkState.WORKS),
        ("/403", LinkState.WORKS),
        ("/no-head", LinkState.WORKS),
        ("/404", LinkState.BROKEN),
        ("/410", LinkState.BROKEN),
        ("/500", LinkState.BROKEN),
        ("/to?/clip/1", LinkState.WORKS),
        ("/to?/404", LinkState.BROKEN),
        ("/to?https://login.example.test/", LinkState.NOT_LISTED),
        ("/to?http://localhost/", LinkState.NOT_LISTED),
        ("/to?file:///etc/passwd", LinkState.NOT_LISTED),
        ("/to?/to?/to", LinkState.BROKEN),
    ],
)
def test_what_a_place_answers_says_whether_the_link_opens(place, path, state):
    found = links.look(place.address + path)

    assert found.state == state
    assert found.note


def test_it_asks_for_the_head_and_only_then_for_the_page(place):
    links.look(f"{place.address}/clip?a=1")
    links.look(f"{place.address}/no-head")

    assert place.asked == [("HEAD", "/clip?a=1"), ("HEAD", "/no-head"), ("GET", "/no-head")]


def test_a_place_that_is_not_listed_is_never_asked(place, settings):
    settings.EVIDENCE_HOSTS = []

    assert links.look(f"{place.address}/clip").state == LinkState.NOT_LISTED
    assert place.asked == []


def test_a_listed_name_that_leads_inside_is_not_followed_there(place, settings):
    settings.EVIDENCE_HOSTS = ["localhost"]

    found = links.look(f"{place.address}/clip")

    assert (found.state, "inner network" in found.note) == (LinkState.NOT_LISTED, True)
    assert place.asked == []


def test_a_certificate_that_nobody_vouches_for_is_no_answer(place, settings):
    settings.EVIDENCE_CA_FILE = ""

    found = links.look(f"{place.address}/clip")

    assert (found.state, "certificate" in found.note) == (LinkState.BROKEN, True)


def test_a_place_that_is_away_is_broken(place, settings):
    assert links.look("https://localhost:9/clip").state == LinkState.BROKEN


@pytest.mark.parametrize("path", ["/drip", "/to?/drip"])
def test_a_place_that_drips_its_answer_is_given_up_and_left(place, path):
    found = links.look(place.address + path, seconds=1.0)

    assert (found.state, found.note) == (LinkState.BROKEN, links.TOO_LATE)
    assert place.given_up.wait(PATIENCE)


def test_a_round_of_links_that_do_not_answer_ends_before_the_task_is_stopped(settings):
    assert links.BATCH * links.SECONDS_IN_ALL < settings.CELERY_TASK_TIME_LIMIT


@pytest.mark.parametrize(
    ("link", "listed", "expected"),
    [
        ("https://evidence.example/x", ["evidence.example"], True),
        ("https://EVIDENCE.example./x", ["Evidence.Example"], True),
        ("https://a.evidence.example/x", ["evidence.example"], False),
        ("https://a.evidence.example/x", [".evidence.example"], True),
        ("https://evilevidence.example/x", [".evidence.example", "evidence.example"], False),
        ("https://evidence.example@evil.example/x", ["evidence.example"], False),
        ("https://evil.example/evidence.example", ["evidence.example"], False),
        ("http://evidence.example/x", ["evidence.example"], False),
        ("https://[::1", ["evidence.example"], False),
        ("", [""], False),
    ],
)
def test_a_list_of_hosts_means_exactly_these(link, listed, expected):
    assert rules.is_listed(link, listed) is expected


INSIDE = (
    *("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "172.16.0.1", "0.0.0.0", "224.0.0.1", "100.64.0.1"),
    *("::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_may_be_asked_unless_its_network_is_listed(address):
    assert not rules.may_be_asked(address, ["evidence.example"])
    assert rules.may_be_asked("8.8.8.8", [])
    assert rules.may_be_asked("10.1.2.3", ["10.0.0.0/8"])


@given(st.text(max_size=80))
def test_no_text_at_all_makes_the_rules_raise(text):
    rules.for_keeping(text)
    rules.is_listed(text, [text, "evidence.example"])
    rules.networks([text])


# --- what becomes of it --------------------------------------------------------------------------------------------


@pytest.fixture
def item(cast, settings):
    settings.EVIDENCE_HOSTS = ["evidence.example.test"]
    case_file = stories.ready_case(cast)
    details = material.MaterialDetails(
        kind=MaterialKind.CCTV, title="The door", link="https://evidence.example.test/door"
    )
    entry = material.attach(case_file=case_file, details=details, upload=None, by=cast.builder, at=MONDAY_9AM)
    Material.objects.filter(kind="mg11").update(link_checked_at=MONDAY_9AM)
    return Material.objects.get(pk=entry.details["material_id"])


def answering(state, note="Because."):
    return lambda link: LinkLook(state, note)


def check(item, state, *, at=MONDAY_4PM):
    Material.objects.filter(pk=item.pk).update(link_checked_at=None)
    links.check_waiting(at=at, ask=answering(state))
    return stories.fresh(item)


def test_a_new_link_is_looked_at_once(item):
    assert [links.check_waiting(at=MONDAY_4PM, ask=answering(LinkState.WORKS)) for _ in range(2)] == [1, 0]

    item.refresh_from_db()
    assert (item.link_state, item.link_note, item.link_checked_at) == ("works", "Because.", MONDAY_4PM)


def test_only_a_link_that_broke_or_was_mended_is_an_event(item):
    for state in (LinkState.WORKS, LinkState.WORKS, LinkState.BROKEN, LinkState.BROKEN, LinkState.WORKS):
        check(item, state)

    told = CaseEvent.objects.filter(type="casework.link_checked").order_by("seq")
    assert [entry.details["state"] for entry in told] == ["broken", "works"]


@pytest.mark.django_db(transaction=True)
def test_while_a_place_is_asked_no_transaction_is_open_and_no_second_worker_asks(cast, item):
    seen = []

    def asking(link):
        seen.append(connection.in_atomic_block)
        with ThreadPoolExecutor(1) as pool:
            second = pool.submit(on_a_connection_of_its_own, lambda: links.check_waiting(at=MONDAY_4PM, ask=asking))
            seen.append(second.result(timeout=PATIENCE))
        return LinkLook(LinkState.WORKS, "Because.")

    assert links.check_waiting(at=MONDAY_4PM, ask=asking) == 1
    assert seen == [False, 0]


def test_a_link_that_brings_a_worker_down_is_not_the_first_again(cast, item):
    def crashing(link):
        raise MemoryError

    with pytest.raises(MemoryError):
        links.check_waiting(at=MONDAY_4PM, ask=crashing)

    assert links.check_waiting(at=MONDAY_4PM, ask=crashing) == 0
    assert stories.fresh(item).link_state == ""
    assert links.ask_all_again(at=TUESDAY_2PM) >= 1
    assert links.check_waiting(at=TUESDAY_2PM, ask=answering(LinkState.WORKS)) >= 1


def test_what_was_found_of_a_link_that_is_to_be_asked_again_meanwhile_does_not_count(cast, item):
    def asked_again(link):
        links.check_again(item=item, by=cast.builder, at=MONDAY_4PM)
        return LinkLook(LinkState.BROKEN, "Because.")

    assert links.check_waiting(at=MONDAY_4PM, ask=asked_again) == 0
    assert (stories.fresh(item).link_state, stories.fresh(item).link_checked_at) == ("", None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", [LinkState.WORKS, LinkState.BROKEN])
def test_only_what_becomes_an_event_waits_for_the_case(cast, item, state):
    def check_meanwhile():
        return links.check_waiting(at=MONDAY_4PM, ask=answering(state))

    with ThreadPoolExecutor(1) as pool:
        with locked(item.case_file):
            running = pool.submit(on_a_connection_of_its_own, check_meanwhile)
            until(lambda: running.done() or waiting() == 1)
            assert running.done() == (state == LinkState.WORKS)
        assert running.result(timeout=PATIENCE) == 1


def test_where_no_place_is_listed_the_state_says_so_at_once(cast, settings):
    settings.EVIDENCE_HOSTS = []
    case_file = stories.ready_case(cast)

    item = case_file.material.get()

    assert item.link_state == LinkState.NOT_LISTED
    assert links.check_waiting(at=MONDAY_4PM, ask=answering(LinkState.WORKS)) == 0


def test_every_night_the_links_of_open_cases_wait_again(cast, item):
    check(item, LinkState.WORKS, at=MONDAY_9AM)
    nfa = stories.nfa_case(cast, urn=stories.a_urn(5)).case_file
    Material.objects.filter(case_file=nfa).update(link_checked_at=MONDAY_9AM)

    assert links.ask_all_again(at=MONDAY_4PM) == 0
    asked = links.ask_all_again(at=TUESDAY_9AM)

    assert stories.fresh(item).link_checked_at is None
    assert asked == Material.objects.filter(case_file=item.case_file).exclude(link="").count()
    assert Material.objects.get(case_file=nfa).link_checked_at == MONDAY_9AM


def test_the_links_of_a_case_that_waits_for_trial_are_looked_at_every_night_too(cast, settings):
    settings.EVIDENCE_HOSTS = ["evidence.example.test"]
    case_file = stories.charged_case(cast).case_file
    Material.objects.filter(case_file=case_file).exclude(link="").update(link_checked_at=MONDAY_9AM)

    assert links.ask_all_again(at=WEDNESDAY_9AM) == Material.objects.exclude(link="").count() > 0


def test_a_button_has_a_link_looked_at_again(cast, item, client):
    check(item, LinkState.BROKEN)
    client.force_login(cast.builder)
    page = reverse("casework:material_detail", args=[item.case_file.slug, item.pk])
    assert "Does not open" in client.get(page).content.decode()

    assert client.post(f"{page}link/check/").status_code == 302

    assert links.check_waiting(at=TUESDAY_2PM, ask=answering(LinkState.WORKS)) == 1
    with nothing_changes(), pytest.raises(NotPermitted):
        links.check_again(item=item, by=cast.police_manager, at=TUESDAY_2PM)


def test_a_link_that_is_changed_waits_again(cast, item):
    item = check(item, LinkState.BROKEN)
    details = material.MaterialDetails(kind="cctv", title="The door", link="https://evidence.example.test/other")

    material.change(item=item, details=details, expected_version=1, by=cast.builder, at=TUESDAY_9AM)

    item.refresh_from_db()
    assert (item.link_state, item.link_checked_at, item.link_note) == ("", None, "")


def test_a_link_and_a_document_do_not_turn_into_each_other(cast, item):
    details = material.MaterialDetails(kind="cctv", title="The door", link="")

    with nothing_changes(), pytest.raises(Refused, match="Withdraw this and attach the other"):
        material.change(item=item, details=details, expected_version=1, by=cast.builder, at=TUESDAY_9AM)
