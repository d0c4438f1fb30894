"""The store: whatever was there and whoever brings it, under a digest lie the bytes that have it, whole."""

import hashlib
import os

import pytest

from casework.operations import store
from casework.queries.store import digest_of, stored_path

BYTES = b"What the camera saw." * 100
SHA256 = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "material"


def bring():
    path = store.waiting_folder() / "brought"
    path.write_bytes(BYTES)
    store.keep_file(path, SHA256, len(BYTES))
    return path


def make():
    store.keep(BYTES)


@pytest.mark.parametrize("act", [bring, make])
@pytest.mark.parametrize("there", [None, b"", BYTES[:-1], BYTES])
def test_what_was_never_written_whole_is_replaced(act, there):
    place = stored_path(SHA256)
    if there is not None:
        place.parent.mkdir(parents=True)
        place.write_bytes(there)

    act()

    assert digest_of(place) == SHA256


def test_bytes_that_are_there_are_not_written_again():
    make()
    before = stored_path(SHA256).stat()

    bring()
    make()

    assert (stored_path(SHA256).stat().st_ino, stored_path(SHA256).stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )


def test_a_file_that_is_kept_stays_where_it_waited_and_nothing_else_is_left_there():
    path = bring()
    bring()
    make()

    assert [each.name for each in store.waiting_folder().iterdir()] == [path.name]


@pytest.mark.parametrize("act", [bring, make])
def test_file_and_folders_are_on_the_disk_before_anybody_is_told(act, monkeypatch):
    written, fsync = [], os.fsync

    def noting(handle):
        written.append(os.path.realpath(f"/proc/self/fd/{handle}"))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    act()

    place = stored_path(SHA256)
    assert len(written) == 3
    assert os.path.dirname(written[0]) == str(store.waiting_folder())
    assert written[1:] == [str(place.parent), str(place.parent.parent)]


@pytest.mark.parametrize("act", [bring, make])
def test_a_full_disk_leaves_nothing_under_the_digest(act, monkeypatch):
    def full(*_):
        raise OSError("The disk is full.")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="full"):
        act()

    assert not stored_path(SHA256).exists()
    assert [each.name for each in store.waiting_folder().iterdir()] in ([], ["brought"])
