"""Small files that are truly what their names say: a PDF of one page, a picture, a text."""

import struct
import zlib

from django.core.files.base import ContentFile

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(name: str, lines: list[str]) -> "ContentFile[bytes]":
    """Write a page with some lines of plain text; they may hold no brackets and no backslashes."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    text = f"BT /F1 11 Tf 14 TL 60 780 Td {shown} ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        FONT,
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1", "replace")
    start = len(out)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(bodies) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
    return ContentFile(out, name=name)


def png(name: str, shade: int) -> "ContentFile[bytes]":
    """Draw a small grey square with a lighter stripe, which makes every shade another picture."""
    width = height = 48
    rows = b"".join(
        b"\0" + bytes((shade + (60 if column == row else 0)) % 256 for column in range(width)) for row in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (_part(b"IHDR", header), _part(b"IDAT", zlib.compress(rows)), _part(b"IEND", b""))
    return ContentFile(b"\x89PNG\r\n\x1a\n" + b"".join(parts), name=name)


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def text(name: str, lines: list[str]) -> "ContentFile[bytes]":
    """Write lines of text."""
    return ContentFile(("\n".join(lines) + "\n").encode(), name=name)
