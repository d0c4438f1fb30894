"""What comes in is looked into from a safe distance: bombs, locks, pixels and tricks are named, nothing ever raises."""

import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.models import Material, MaterialKind, MaterialVersion
from casework.operations import inspection, material
from casework.queries.store import stored_path
from casework.rules import material as rules
from casework.rules.material_bytes import OFFICE, PDF, PICTURE, Limits, look
from casework.rules.recordings import play
from foundation.verdicts import Refused
from tests import papers, stories
from tests.clock import MONDAY_4PM
from tests.unchanged import nothing_changes

SMALL = Limits(entries=20, unpacked=5_000_000, ratio=200, depth=2, pixels=1_000_000, side=2_000)


def seen(tmp_path, content, kind, limits=SMALL):
    """Look into bytes; return the codes of what refuses them, and the warnings."""
    path = tmp_path / "file"
    path.write_bytes(content)
    found = look(path, kind, limits)
    return [code for code, _ in found.refused], found.found.get("warnings", [])


def nested(depth):
    inner = papers.archive({"a.txt": "deep"})
    for _ in range(depth):
        inner = papers.archive({"inner.zip": inner})
    return inner


def locked_archive():
    """An archive whose first part says that it is encrypted."""
    content = bytearray(papers.docx())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    content[6] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("kind", "content", "refused", "warnings"),
    [
        (PDF, papers.pdf(), [], []),
        (PDF, papers.pdf(password="x"), ["encrypted"], []),
        (PDF, papers.pdf(owner="x"), [], ["restricted"]),
        (PDF, papers.pdf(script=True), [], ["script"]),
        (PDF, papers.pdf(embedded=True), [], ["embedded_file"]),
        (PDF, papers.pdf()[:200], [], ["damaged"]),
        (PDF, b"%PDF-1.7\nnothing of the kind", [], ["damaged"]),
        (OFFICE, papers.docx(), [], []),
        (OFFICE, papers.docx(**{"word/vbaProject.bin": "x"}), [], ["macros"]),
        (OFFICE, papers.docx(**{"word/embeddings/sheet.xlsx": papers.docx()}), [], []),
        (OFFICE, papers.docx()[:-30], [], ["damaged"]),
        (OFFICE, papers.archive({"a": b"0" * 4_000_000}), ["archive_bomb"], []),
        (OFFICE, papers.archive({"a": random.Random(1).randbytes(5_000_001)}), ["archive_bomb"], []),
        (OFFICE, papers.archive({f"{number}.xml": "" for number in range(21)}), ["archive_entries"], []),
        (OFFICE, nested(2), [], []),
        (OFFICE, nested(3), ["archive_nested"], []),
        (OFFICE, papers.archive({"../../etc/passwd": "x"}), ["archive_paths"], []),
        (OFFICE, papers.archive({"/etc/passwd": "x"}), ["archive_paths"], []),
        (OFFICE, papers.archive({"..\\run.exe": "x"}), ["archive_paths"], []),
        (OFFICE, papers.archive({"C:\\run.exe": "x"}), ["archive_paths"], []),
        (OFFICE, locked_archive(), ["encrypted"], []),
        (PICTURE, papers.png(2_000, 500), [], []),
        (PICTURE, papers.png(2_001, 1), ["too_many_pixels"], []),
        (PICTURE, papers.png(1, 2_001), ["too_many_pixels"], []),
        (PICTURE, papers.png(1_001, 1_000), ["too_many_pixels"], []),
        (PICTURE, papers.png(5, 5)[:20], [], ["damaged"]),
    ],
)
def test_each_trick_has_its_name_and_what_is_harmless_comes_in(tmp_path, kind, content, refused, warnings):
    assert seen(tmp_path, content, kind) == (refused, warnings)


def test_an_archive_whose_directory_understates_what_is_in_it_is_counted_by_what_comes_out(tmp_path):
    content = bytearray(papers.archive({"a": b"0" * 4_000_000}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")

    refused, warnings = seen(tmp_path, bytes(content), OFFICE)

    assert refused == ["archive_bomb"] or warnings == ["damaged"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from([PDF, OFFICE, PICTURE]), content=st.binary(max_size=2_000))
def test_no_bytes_at_all_make_the_look_raise(tmp_path, kind, content):
    seen(tmp_path, content, kind)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    whole=st.sampled_from(
        [
            (PDF, papers.pdf(script=True, embedded=True)),
            (OFFICE, papers.docx(**{"word/embeddings/sheet.xlsx": papers.docx()})),
            (PICTURE, papers.png(20, 20)),
        ]
    ),
    data=st.data(),
)
def test_a_real_file_cut_off_or_with_bytes_changed_never_makes_it_raise(tmp_path, whole, data):
    kind, content = whole
    torn = bytearray(content[: data.draw(st.integers(0, len(content)))])
    for _ in range(data.draw(st.integers(0, 8)) if torn else 0):
        torn[data.draw(st.integers(0, len(torn) - 1))] = data.draw(st.integers(0, 255))
    seen(tmp_path, bytes(torn), kind)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    return {"sound": papers.wav(1), "film": papers.mp4(tmp_path_factory.mktemp("film"), 1)}


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole=st.sampled_from(["sound", "film"]), share=st.floats(0, 1))
def test_a_recording_cut_off_anywhere_is_answered_and_never_raises(tmp_path, recordings, whole, share):
    content = recordings[whole]
    path = tmp_path / "torn"
    path.write_bytes(content[: int(share * len(content))])
    played = play(path)
    assert played.plays or played.note


# --- names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("statement.pdf", "statement.pdf"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\a\\door.mp4", "door.mp4"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u2066b\u2069.pdf", "ab.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "ab Set-Cookie_ x.pdf"),
        ("zero\u200bwidth.pdf", "zerowidth.pdf"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("Über “die” Straße; a=b.pdf", "Über “die” Straße; a=b.pdf"),
        ("a/b\u2044c.pdf", "c.pdf"),
        ("...", "file"),
        ("", "file"),
        ("  spaced   out .pdf ", "spaced out .pdf"),
        ('<script>"x".pdf', "_script__x_.pdf"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_shows_what_it_is(typed, shown):
    assert rules.safe_name(typed) == shown


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_is_safe_to_show_and_to_send(typed):
    name = rules.safe_name(typed)

    assert name
    assert len(name) <= rules.LONGEST_NAME
    assert not {"/", "\\", "\x00"} & set(name)
    assert not [letter for letter in name if unicodedata.category(letter) in {"Cc", "Cf", "Cs"}]
    assert rules.safe_name(name) == name
    assert 1 <= len(rules.title_from(typed)) <= rules.LONGEST_TITLE


@given(name=st.text(max_size=60), size=st.integers(-1, 10**12), head=st.binary(max_size=200))
def test_the_rule_for_types_never_raises(name, size, head):
    rules.check(name=name, size=size, head=head, limit=10**9)


# --- what becomes of them ----------------------------------------------------------------------------------


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


def attach(case_file, name, content, *, by, kind=MaterialKind.EXHIBIT):
    details = material.MaterialDetails(kind=kind, title="Exhibit")
    return material.attach(
        case_file=case_file, details=details, upload=papers.uploaded(name, content), by=by, at=MONDAY_4PM
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("locked.pdf", papers.pdf(password="x"), "locked.pdf is locked with a password. Open it, save or print it"),
        ("bomb.docx", papers.docx(**{"word/media/a": b"0" * 4_000_000}), "unpacks to far more than it is"),
        ("huge.png", papers.png(20_001, 1), "is 20,001 by 1 pixels"),
    ],
)
def test_what_is_refused_says_how_to_mend_it_and_leaves_nothing(cast, case_file, settings, name, content, said):
    with nothing_changes(), pytest.raises(Refused, match=said):
        attach(case_file, name, content, by=cast.builder)

    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_what_was_found_is_kept_beside_the_version_and_the_bytes_are_the_original(cast, case_file):
    content = papers.pdf(script=True)

    entry = attach(case_file, "contract\u202efdp.pdf", content, by=cast.builder)

    version = MaterialVersion.objects.get(material=entry.details["material_id"])
    assert version.found == {"pages": 1, "warnings": ["script"]}
    assert version.original_name == "contractfdp.pdf"
    assert stored_path(version.sha256).read_bytes() == content


def test_a_checker_that_crashes_or_is_stopped_lets_nothing_in(cast, case_file, monkeypatch):
    monkeypatch.setattr(inspection, "SECONDS_TO_READ", 0.001)

    with nothing_changes(), pytest.raises(Refused, match="too complicated to be checked"):
        attach(case_file, "a.pdf", papers.pdf(), by=cast.builder)


def test_a_case_has_its_limit(cast, case_file, settings):
    settings.CASE_MAX_BYTES = 1_000

    with nothing_changes(), pytest.raises(Refused, match="as much as a case may"):
        attach(case_file, "a.wav", papers.wav(1), by=cast.builder)


def test_a_link_must_be_https_and_carry_no_password(cast, case_file):
    wrong = {"http://evidence.example/x": "starts with https", "https://a:b@evidence.example/": "password"}
    for link, said in wrong.items():
        details = material.MaterialDetails(kind=MaterialKind.CCTV, title="Door", link=link)
        with nothing_changes(), pytest.raises(Refused, match=said):
            material.attach(case_file=case_file, details=details, upload=None, by=cast.builder, at=MONDAY_4PM)
    assert Material.objects.count() == 1
