"""Several files at once, in a real browser: with script in pieces that survive a lost network, and without it."""

import random
import re
from hashlib import sha256

import pytest
from playwright.sync_api import expect

from casework.models import Draft, Material, MaterialVersion, Upload
from casework.views import material
from tests import papers, stories

PIECE = 100 * 1024
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def builder_page(cast, live_server, browser_page, client, monkeypatch):
    """Sit at the browser as the builder of a case; gives the page and the case."""
    monkeypatch.setattr(material, "PIECE_BYTES", PIECE)
    expect.set_options(timeout=20_000)
    case_file = stories.ready_case(cast)
    client.force_login(cast.builder)
    cookie = client.cookies["session"]
    browser_page.context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
    yield browser_page, case_file
    expect.set_options(timeout=5_000)


def several(folder):
    """Write a recording of several pieces, a document, and one that is not what its name says."""
    noise = random.Random(5)
    sound = papers.wav(1)[:44] + noise.randbytes(5 * PIECE // 2)
    files = {"door.wav": sound, "statement.pdf": papers.pdf(), "liar.png": papers.pdf(script=True)}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def open_form(page, live_server, case_file):
    page.goto(f"{live_server.url}/case-files/{case_file.slug}/material/add/")


def stored(name):
    return MaterialVersion.objects.get(original_name=name)


def test_several_files_go_up_in_pieces_and_each_is_judged_by_itself(builder_page, live_server, tmp_path):
    page, case_file = builder_page
    open_form(page, live_server, case_file)
    page.get_by_label("Kind of material").select_option("exhibit")
    page.locator("[name='upload']").set_input_files(several(tmp_path))
    page.get_by_role("button", name="Attach").click()

    expect(page.get_by_text("liar.png is not what its name says").first).to_be_visible()
    expect(page.get_by_text("Attached", exact=True)).to_have_count(2)
    expect(page.get_by_role("progressbar").first).to_have_attribute("value", "100")
    expect(page.get_by_role("button", name="Attach")).to_be_enabled()
    page.get_by_role("button", name="Remove liar.png").click()
    page.get_by_role("button", name="Attach").click()

    expect(page.get_by_text("2 files attached.")).to_be_visible()
    assert stored("door.wav").size == 44 + 5 * PIECE // 2
    assert Material.objects.filter(kind="exhibit").count() == 2
    assert not Upload.objects.exists()


def test_a_lost_network_and_a_reload_cost_nothing_that_was_sent(builder_page, live_server, tmp_path):
    page, case_file = builder_page
    files = several(tmp_path)
    sent = []
    page.on("request", lambda request: sent.append(request.headers.get("upload-offset")))
    second = str(PIECE)

    def cut_off_the_second_piece(route):
        route.abort() if route.request.headers.get("upload-offset") == second else route.continue_()

    page.route("**/uploads/*/", cut_off_the_second_piece)
    open_form(page, live_server, case_file)
    page.locator("[name='upload']").set_input_files(files[:1])
    expect(page.get_by_text("Waiting for the network. It goes on by itself.")).to_be_visible()
    assert Upload.objects.get().received == PIECE
    page.unroute_all()
    page.reload()

    expect(page.get_by_text("100 KB of 250 KB")).to_be_visible()
    sent.clear()
    page.get_by_label("Kind of material").select_option("cctv")
    page.locator("[name='upload']").set_input_files(files[:1])
    page.get_by_role("button", name="Attach").click()

    expect(page.get_by_text("“door” attached.")).to_be_visible()
    assert [offset for offset in sent if offset] == [second, str(2 * PIECE)]
    version = stored("door.wav")
    assert version.sha256 == sha256(files[0].read_bytes()).hexdigest()


def cut_off_after_the_first_piece(page):
    def cut(route):
        route.abort() if route.request.headers.get("upload-offset") == str(PIECE) else route.continue_()

    page.route("**/uploads/*/", cut)


@pytest.mark.parametrize("tells", [True, False], ids=["another file", "a browser that cannot tell"])
def test_another_file_of_the_same_name_and_size_is_begun_anew(builder_page, live_server, tmp_path, tells):
    page, case_file = builder_page
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    theirs = several(first)[0]
    ours = several(second)[0]
    if tells:
        changed = bytearray(ours.read_bytes())
        changed[60] ^= 1
        ours.write_bytes(changed)
    else:
        page.add_init_script("Object.defineProperty(window.crypto, 'subtle', { value: undefined });")
    cut_off_after_the_first_piece(page)
    open_form(page, live_server, case_file)
    page.locator("[name='upload']").set_input_files([theirs])
    expect(page.get_by_text("Waiting for the network. It goes on by itself.")).to_be_visible()
    page.unroute_all()
    page.reload()

    page.get_by_label("Kind of material").select_option("cctv")
    page.locator("[name='upload']").set_input_files([ours])
    page.get_by_role("button", name="Attach").click()

    expect(page.get_by_text("“door” attached.")).to_be_visible()
    assert stored("door.wav").sha256 == sha256(ours.read_bytes()).hexdigest()
    assert Upload.objects.get().received == PIECE


def test_a_question_left_open_is_pointed_to_and_keeps_the_files(builder_page, live_server, tmp_path):
    page, case_file = builder_page
    open_form(page, live_server, case_file)
    page.locator("[name='upload']").set_input_files(several(tmp_path)[1:2])
    page.get_by_role("button", name="Attach").click()

    expect(page.locator(".govuk-error-message")).to_have_text("Select kind of material")
    expect(page.get_by_label("Kind of material")).to_be_focused()
    expect(page.get_by_text("Uploaded. Not attached yet.")).to_be_visible()
    page.get_by_label("Title").fill("Typed after it was pointed to")
    expect(page.get_by_text(re.compile("^Draft saved"))).to_be_visible()
    assert Draft.objects.get().data["title"] == ["Typed after it was pointed to"]


def test_a_file_that_is_removed_from_the_list_is_not_attached(builder_page, live_server, tmp_path):
    page, case_file = builder_page
    open_form(page, live_server, case_file)
    page.get_by_label("Kind of material").select_option("exhibit")
    page.locator("[name='upload']").set_input_files(several(tmp_path)[:2])
    page.get_by_role("button", name="Remove door.wav").click()
    page.get_by_role("button", name="Attach").click()

    expect(page.get_by_text("“statement” attached.")).to_be_visible()
    assert [item.title for item in Material.objects.filter(kind="exhibit")] == ["statement"]


def test_what_was_refused_at_once_stays_in_sight_when_the_rest_is_attached(builder_page, live_server, tmp_path):
    page, case_file = builder_page
    empty = tmp_path / "nothing.pdf"
    empty.write_bytes(b"")
    open_form(page, live_server, case_file)
    page.get_by_label("Kind of material").select_option("exhibit")
    page.locator("[name='upload']").set_input_files([empty, *several(tmp_path)[1:]])
    row = page.locator(".tandem-uploads__file", has_text="nothing.pdf")
    expect(row).to_have_class(re.compile("refused"))
    page.get_by_role("button", name="Attach").click()

    heading = page.get_by_role("heading", name="1 of 3 attached.")
    expect(heading).to_be_focused()
    expect(row).to_be_visible()
    expect(page.locator(".tandem-uploads__file--refused")).to_have_count(2)
    assert [item.title for item in Material.objects.filter(kind="exhibit")] == ["statement"]

    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_text("“statement” attached.")).to_be_visible()
    assert Material.objects.filter(kind="exhibit").count() == 1


def test_without_script_the_same_form_attaches_the_same_files(builder_page, live_server, tmp_path):
    page, case_file = builder_page
    plain = page.context.browser.new_context(java_script_enabled=False)
    plain.add_cookies(page.context.cookies())
    page = plain.new_page()
    open_form(page, live_server, case_file)
    page.get_by_label("Kind of material").select_option("exhibit")
    page.locator("[name='upload']").set_input_files(several(tmp_path))
    page.get_by_role("button", name="Attach").click()

    expect(page.get_by_text("liar.png is not what its name says").first).to_be_visible()
    expect(page.get_by_text("2 files attached.")).to_be_visible()
    assert Material.objects.filter(kind="exhibit").count() == 2
    plain.close()
