"""Documents are made by a worker from fixed data: accessible, the same bytes every time, nothing lost on the way."""

import hashlib

import pikepdf
import pytest

from casework.models import CaseEvent, DocumentState, GeneratedDocument
from casework.operations import documents, typesetting
from casework.queries.documents import documents_of
from casework.rules.papers import Fact, Grid, Paper, Section
from casework.tasks import make_documents
from foundation.verdicts import NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_9AM, MONDAY_4PM, TUESDAY_9AM
from tests.unchanged import nothing_changes


def a_paper(*, says="Two people left a shop.", **changes):
    """Say a little of everything that a paper can hold."""
    sections = [
        Section(
            heading="Circumstances",
            paragraphs=[says],
            facts=[
                Fact(label="Proceeds of crime", value="Not yet answered", state=True),
                Fact(label="Place", value="Guildford", note="Last confirmed by Bea Builder"),
            ],
        ),
        Section(
            heading="Exhibits",
            level=2,
            table=Grid(caption="Exhibits", columns=["Number", "What it is"], rows=[["1", "A hammer"], ["2", ""]]),
        ),
    ]
    asked = {"title": "MG5 Police report", "handling": "OFFICIAL-SENSITIVE", "sections": sections}
    return Paper(**(asked | changes))


def typeset(paper):
    """Typeset a paper as a document of a case would be."""
    return typesetting.typeset({**paper.as_data(), "reference": "45AD 12345/26", "stamp": "Version 1"})


def opened(pdf, tmp_path):
    """Open the bytes of a PDF."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    return pikepdf.open(path)


def roles_in(pdf):
    """List every structure element of a PDF by its role."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if "/S" in node:
            found.append(str(node.S))
        children = node.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary):
                waiting.append(child)
    return found


def ask(cast, case_file, *, by=None, at=MONDAY_4PM, form="mg5", paper=None, **options):
    """Ask for a document as the builder."""
    return documents.ask(
        case_file=case_file, form=form, inputs=paper or a_paper(), by=by or cast.builder, at=at, **options
    )


def test_a_pdf_can_be_read_by_a_machine_for_the_blind(tmp_path):
    pdf = opened(typeset(a_paper()), tmp_path)
    roles = roles_in(pdf)
    assert str(pdf.Root.Lang) == "en-GB"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.docinfo.Title) == "MG5 Police report, 45AD 12345/26"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert pdf.open_metadata().get("pdfuaid:part") == "1"
    assert {"/Title", "/H1", "/H2", "/Table", "/THead", "/TH", "/TD", "/L", "/Lbl"} <= set(roles)
    assert roles.count("/TH") == 2


def test_the_same_data_gives_the_same_bytes_and_other_data_others():
    assert typeset(a_paper()) == typeset(a_paper())
    assert typeset(a_paper()) != typeset(a_paper(says="Three people left a shop."))


def test_a_paper_says_when_it_was_asked_for_and_not_when_it_was_made(cast):
    case_file = stories.opened_case(cast)
    ask(cast, case_file, at=MONDAY_4PM)
    first = documents.make_next(at=TUESDAY_9AM)
    GeneratedDocument.objects.update(state=DocumentState.QUEUED)
    again = documents.make_next(at=FRIDAY_9AM)
    assert first.sha256 == again.sha256
    GeneratedDocument.objects.update(state=DocumentState.QUEUED, requested_at=TUESDAY_9AM)
    assert documents.make_next(at=FRIDAY_9AM).sha256 != first.sha256


@pytest.mark.parametrize(
    "text",
    [
        "#panic() $x$ *bold* _under_ @label <tag> \\ `raw` [content] = Heading // gone",
        "Łódź, Ñandú, Ægir, Ὀδυσσεύς, Юлия",
        "محمد علي and שלום",
        "\u202egnirts\u202c \u2066isolated\u2069 \x07 \ufeff",
        "One\r\ntwo\n\nthree",
        '"quoted" \\n \\" {"json": true}',
        "W" * 3000,
    ],
)
def test_any_text_is_only_text(text):
    assert typeset(a_paper(says=text)).startswith(b"%PDF-")


def test_letters_that_no_typeface_has_stand_as_their_numbers_and_the_reader_is_told():
    said = {**a_paper(says="王 said so.").as_data(), "reference": "r", "stamp": "s"}
    numbered = {
        **a_paper(says="[U+738B] said so.", introduction=[typesetting.NOTE]).as_data(),
        "reference": "r",
        "stamp": "s",
    }
    assert typesetting.typeset(said) == typesetting.typeset(numbered)


def test_line_ends_are_one_and_typed_backslashes_stay():
    assert typeset(a_paper(says="One\r\ntwo \\r\n")) == typeset(a_paper(says="One\ntwo \\r\n"))
    assert typeset(a_paper(says="\\r\ntwo")) != typeset(a_paper(says="\\ntwo"))


def test_marks_that_turn_text_around_are_made_visible():
    turned = a_paper(says="\u202eevil")
    assert typeset(turned) == typeset(a_paper(says="[U+202E]evil"))


@pytest.mark.slow
def test_two_hundred_pages_come_out_whole(tmp_path):
    pdf = opened(typeset(a_paper(says="The statement goes on. " * 50_000)), tmp_path)
    assert len(pdf.pages) > 200


def test_data_that_is_no_paper_fails_without_quoting_the_case():
    with pytest.raises(typesetting.NotTypeset) as failure:
        typesetting.typeset({"title": "Secret"})
    assert "Secret" not in str(failure.value)


def test_what_takes_too_long_is_stopped_and_says_so(monkeypatch):
    monkeypatch.setattr(typesetting, "SECONDS", 0.001)
    with pytest.raises(typesetting.NotTypeset, match="longer than a minute"):
        typeset(a_paper())


def test_a_grid_must_not_be_ragged_and_headings_skip_no_level():
    with pytest.raises(ValueError, match="must have 2 cells"):
        Grid(caption="Exhibits", columns=["A", "B"], rows=[["1"]])
    with pytest.raises(ValueError, match="skips a level"):
        a_paper(sections=[Section(heading="Deep", level=2)])


def test_a_document_is_queued_then_made_and_kept_by_its_content(cast, settings):
    case_file = stories.ready_case(cast)
    events_before = CaseEvent.objects.count()
    asked = ask(cast, case_file)
    assert (asked.state, asked.number) == (DocumentState.QUEUED, 1)
    assert make_documents() == 1
    made = stories.fresh(asked)
    bytes_kept = (settings.MEDIA_ROOT / made.sha256[:2] / made.sha256).read_bytes()
    assert made.state == DocumentState.READY
    assert hashlib.sha256(bytes_kept).hexdigest() == made.sha256
    assert len(bytes_kept) == made.size
    assert CaseEvent.objects.count() == events_before
    assert make_documents() == 0


def test_asking_again_for_the_same_words_gives_the_same_document_and_other_words_a_new_version(cast):
    case_file = stories.ready_case(cast)
    first = ask(cast, case_file)
    assert ask(cast, case_file, at=TUESDAY_9AM).pk == first.pk
    second = ask(cast, case_file, paper=a_paper(says="Something else."))
    assert (second.number, second.pk != first.pk) == (2, True)
    assert ask(cast, case_file, suspect=case_file.suspects.first()).number == 1


def test_a_failed_document_says_so_and_can_be_tried_again(cast, monkeypatch):
    case_file = stories.ready_case(cast)
    asked = ask(cast, case_file)
    with monkeypatch.context() as patched:
        patched.setattr(typesetting, "SECONDS", 0.001)
        make_documents()
    failed = stories.fresh(asked)
    assert failed.state == DocumentState.FAILED
    assert "longer than a minute" in failed.error
    documents.retry(document=failed, by=cast.builder, at=TUESDAY_9AM)
    make_documents()
    assert stories.fresh(asked).state == DocumentState.READY
    with nothing_changes(), pytest.raises(Refused, match="not one that failed"):
        documents.retry(document=stories.fresh(asked), by=cast.builder, at=TUESDAY_9AM)


def test_asking_again_for_a_failed_document_queues_it(cast):
    case_file = stories.ready_case(cast)
    asked = ask(cast, case_file)
    GeneratedDocument.objects.filter(pk=asked.pk).update(state=DocumentState.FAILED, error="It broke.")
    again = ask(cast, case_file)
    assert (again.pk, again.state, again.error) == (asked.pk, DocumentState.QUEUED, "")


def test_a_sensitive_document_needs_the_permission_and_is_nowhere_without_it(cast):
    case_file = stories.submitted_case(cast).case_file
    with nothing_changes(), pytest.raises(NotPermitted):
        ask(cast, case_file, form="mg6d", sensitive=True)
    secret = ask(cast, case_file, form="mg6d", sensitive=True, by=cast.supervisor)
    assert list(documents_of(case_file, cast.builder, forms=["mg6d"])) == []
    assert list(documents_of(case_file, cast.prosecutor, forms=["mg6d"])) == [secret]


def test_strangers_may_have_nothing_made(cast):
    case_file = stories.ready_case(cast)
    for stranger in (cast.outsider, cast.outside_prosecutor):
        with nothing_changes(), pytest.raises(NotPermitted):
            ask(cast, case_file, by=stranger)
