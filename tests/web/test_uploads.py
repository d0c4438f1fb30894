import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from web.uploads import refused, size_words


@pytest.fixture
def post(settings):
    settings.MATERIAL_MAX_BYTES = 100_000

    sent = []

    def send(**fields):
        sent.append(RequestFactory().post("/", fields))
        return sent[-1]

    yield send
    for request in sent:
        request.close()


def a_file(size, name="statement.pdf"):
    return SimpleUploadedFile(name, b"x" * size, content_type="application/pdf")


def test_a_file_within_the_limit_arrives_whole(post):
    request = post(statement=a_file(100_000), note="kept")

    assert request.FILES["statement"].size == 100_000
    assert refused(request) == []


def test_a_file_over_the_limit_is_dropped_and_named_while_the_rest_survives(post):
    request = post(statement=a_file(100_001), small=a_file(10), note="kept")

    assert request.POST["note"] == "kept"
    assert set(request.FILES) == {"small"}
    assert refused(request) == [{"field": "statement", "name": "statement.pdf", "limit": 100_000}]


def test_a_hopeless_request_keeps_no_file_but_what_was_typed(post):
    request = post(one=a_file(500_001), two=a_file(10), note="kept")

    assert request.POST["note"] == "kept"
    assert not request.FILES
    assert [upload["field"] for upload in refused(request)] == ["one", "two"]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (1024**2 - 1, "1 MB"),
        (100 * 1024**2, "100 MB"),
        (5 * 1024**4, "5120 GB"),
    ],
)
def test_sizes_are_written_as_people_say_them(size, words):
    assert size_words(size) == words
