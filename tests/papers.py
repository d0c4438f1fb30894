"""Real files in memory, made by the libraries that others make theirs with: PDFs, archives, pictures, recordings."""

import io
import struct
import wave
import zipfile
import zlib
from pathlib import Path

import av
import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile


def pdf(*, password="", owner="", script=False, embedded=False):
    """Return a PDF of one blank page."""
    document = pikepdf.new()
    document.add_blank_page()
    if script:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if embedded:
        document.attachments["inner.txt"] = b"hidden"
    out = io.BytesIO()
    locked = pikepdf.Encryption(user=password, owner=owner or password) if password or owner else None
    document.save(out, encryption=locked or False, deterministic_id=not locked)
    return out.getvalue()


def archive(parts, *, packed=True):
    """Return a zip file with these parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(**more):
    """Return what a word processor writes, as far as anybody looks."""
    parts = {"[Content_Types].xml": "<xml/>", "_rels/.rels": "<xml/>", "word/document.xml": "<xml/>"}
    return archive(parts | more)


def png(width, height):
    """Return a picture that says it is this large; there are no pixels in it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def wav(seconds=3, *, note=0):
    """Return so many seconds of sound; `note` makes its bytes differ from another's."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes([note]) * 8000 * seconds)
    return out.getvalue()


def mp4(folder, seconds=2, *, codec="mpeg4"):
    """Return so many seconds of grey, in pictures of 64 by 48; with the codec libx264, any browser plays it."""
    path = Path(folder) / "made.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(seconds * 5):
            container.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        container.mux(stream.encode())
    content = path.read_bytes()
    path.unlink()
    return content


def uploaded(name, content):
    """Return an upload of these bytes."""
    return SimpleUploadedFile(name, content)
