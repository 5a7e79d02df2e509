"""Files with everything in them that must not be kept: who wrote them, with what, and where."""

from __future__ import annotations

import io

from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def jpeg(colour: str = "teal") -> bytes:
    """A photo with maker, position and a comment."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif[0x8825] = {1: "N", 2: (23.0, 6.0, 18.0), 3: "E", 4: (113.0, 13.0, 36.0)}
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG", exif=exif.tobytes(), comment=b"SECRETNOTE")
    return out.getvalue()


def docx(text: str = "会议材料：通报一季度工作", macro: bool = False) -> bytes:
    """A Word document with an author, and a photo in it."""
    made = Document()
    made.core_properties.author = made.core_properties.last_modified_by = "SECRETAUTHOR"
    made.add_paragraph(text)
    made.add_picture(io.BytesIO(jpeg()))
    out = io.BytesIO()
    made.save(out)
    if macro:
        import zipfile  # noqa: PLC0415

        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return out.getvalue()


def pdf(password: str = "") -> bytes:
    """A scanned page as PDF, with author, script, and position in the picture's own data."""
    first = io.BytesIO()
    Image.open(io.BytesIO(jpeg())).save(first, "PDF")
    writer = PdfWriter(clone_from=PdfReader(first))
    for one in writer._objects:
        if getattr(one, "get", lambda _: None)("/Subtype") == "/Image":
            one._data = jpeg()
    writer.add_metadata({"/Author": "SECRETAUTHOR", "/Producer": "SECRETPROGRAM"})
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("SECRETSCRIPT")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("secret.txt", b"SECRETFILE")
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
