from django.core.files.base import ContentFile

from web.storage import ForgivingManifestStorage


def test_a_file_that_was_not_collected_keeps_its_plain_name(tmp_path, settings):
    settings.DEBUG = False
    storage = ForgivingManifestStorage(location=tmp_path, base_url="/static/")

    assert storage.url("css/tandem.css") == "/static/css/tandem.css"


def test_a_collected_file_has_a_hashed_name(tmp_path, settings):
    settings.DEBUG = False
    storage = ForgivingManifestStorage(location=tmp_path, base_url="/static/")
    storage.save("a.css", ContentFile(b"a{}"))

    assert storage.url("a.css").startswith("/static/a.")
    assert storage.url("a.css") != "/static/a.css"
