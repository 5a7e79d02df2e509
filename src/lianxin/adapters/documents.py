"""Documents attached to an activity: PDF and Word, told by their bytes, cleaned as photos are, and kept beside them.

What is kept says what the pages say and nothing of who wrote them with what and where: authors, programs, comments'
histories and camera data are taken out, in the pictures inside as well; macros, scripts and embedded files are refused
or left behind. Photos go through `photos`, to the same store under the same rules.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lianxin.adapters import photos
from lianxin.adapters.photos import MAX_BYTES, Photo, PhotoRefused, Store

MAX_EXPANDED = 60 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_PAGES = 300
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Kinds of document, and the content type of each."""
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats'
    b'.org/package/2006/metadata/core-properties"/>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"/>'
)
_CUSTOM = _APP.replace(b"extended-properties", b"custom-properties")
_BLANK = {"docprops/core.xml": _CORE, "docprops/app.xml": _APP, "docprops/custom.xml": _CUSTOM}
_AUTHOR = re.compile(rb'(\bw:(?:author|initials)=)"[^"]*"')
_ODD_PICTURE = (".tif", ".tiff", ".heic", ".heif", ".webp", ".jxl", ".avif")


class NotADocument(PhotoRefused):
    """Neither a PDF nor a Word document that can be kept."""


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned document: its kind, and the SHA-256 of what is kept, in hex."""

    kind: str
    hash: str
    data: bytes


def kind_of(data: bytes) -> str:
    """What a file is, by its bytes: pdf, docx, or "" for what must be a photo."""
    if data[:1024].lstrip()[:5] == b"%PDF-":
        return "pdf"
    return "docx" if data[:4] == b"PK\x03\x04" else ""


def keep(data: bytes, store: Store | None = None) -> Document | Photo:
    """Clean an upload and keep it. Errors: PhotoRefused, saying what to do."""
    kind = kind_of(data)
    if not kind:
        return photos.keep(data, store)
    if len(data) > MAX_BYTES:
        most = MAX_BYTES >> 20
        raise NotADocument(
            f"文件超过 {most} MB。请压缩图片后另存，或者分成几个文件。",
            f"The file is larger than {most} MB. Make its pictures smaller, or split it.",
        )
    bare = _pdf(data) if kind == "pdf" else _docx(data)
    found = Document(kind, hashlib.sha256(bare).hexdigest(), bare)
    (store or photos.default()).put(path_of(found.hash, kind), bare, KINDS[kind])
    return found


def path_of(digest: str, kind: str) -> str:
    """The name of a kept document beside the photos. Raises ValueError for what is no hash, KeyError for no kind."""
    return photos.path_of(digest).removesuffix(".jpg") + f".{kind}" if KINDS[kind] else ""


def get(digest: str, kind: str, store: Store | None = None) -> bytes:
    """The bytes; raises FileNotFoundError."""
    return (store or photos.default()).get(path_of(digest, kind))


def delete(digest: str, kind: str, store: Store | None = None) -> None:
    """Forget a document; the caller makes sure that nothing else shows it."""
    (store or photos.default()).delete(path_of(digest, kind))


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without camera data, position, comment, or a second picture behind it; its pixels are not touched. What
    is no JPEG comes back as it is."""
    if data[:2] != b"\xff\xd8":
        return data
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            end = data.find(b"\xff\xd9", at)
            kept.append(data[at:] if end < 0 else data[at : end + 2])
            return b"".join(kept)
        size = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        colours = marker == 0xE2 and data[at + 4 : at + 15] == b"ICC_PROFILE"
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker == 0xEE or colours:
            kept.append(data[at : at + size])
        at += size
    raise _damaged()


def bare_png(data: bytes) -> bytes:
    """A PNG without texts, times and camera data. What is no PNG comes back as it is."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        return data
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        size = 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] not in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"):
            kept.append(data[at : at + size])
        at += size
    return b"".join(kept)


def _damaged() -> NotADocument:
    return NotADocument(
        "这个文件打不开，可能已经损坏，或者设了密码。请打开它，取消密码，另存以后再传。",
        "This file does not open: it is damaged or has a password. Open it, remove the password, save it and send it.",
    )


def _active() -> NotADocument:
    return NotADocument(
        "里面有宏、脚本或嵌进去的别的文件，不能收。请另存为 PDF 再传。",
        "It holds a macro, a script or another file. Save it as PDF and send that.",
    )


def _odd() -> NotADocument:
    return NotADocument(
        "里面有 TIFF、HEIC 这类图片，去不掉拍摄位置。请把图片换成 JPG 或 PNG，或者打印成 PDF 再传。",
        "It holds pictures (TIFF, HEIC) whose position cannot be taken out. Use JPG or PNG, or print it to PDF.",
    )


def _docx(data: bytes) -> bytes:
    """The same document, member by member, without who wrote it; always the same bytes for the same content."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename.lower() for member in members}
            if "word/document.xml" not in names or "[content_types].xml" not in names:
                raise NotADocument(
                    "这不是 Word 文件。可以传照片、PDF 和 .docx；旧的 .doc 请另存为 .docx。",
                    "This is no Word file. Send photos, PDF or .docx; save an old .doc as .docx.",
                )
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_EXPANDED:
                raise _damaged()
            if any("vbaproject" in name or "/embeddings/" in name or "/activex/" in name for name in names):
                raise _active()
            if any(name.startswith("word/media/") and name.endswith(_ODD_PICTURE) for name in names):
                raise _odd()
            out = BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
                for member in members:
                    if not member.is_dir():
                        plain = zipfile.ZipInfo(member.filename)
                        said = _member(member.filename.lower(), archive.read(member))
                        made.writestr(plain, said, zipfile.ZIP_DEFLATED)
            return out.getvalue()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise _damaged() from error


def _member(name: str, data: bytes) -> bytes:
    if name in _BLANK:
        return _BLANK[name]
    if name.endswith(".xml"):
        return _AUTHOR.sub(rb'\1""', data)
    return bare_png(bare_jpeg(data))


def _pdf(data: bytes) -> bytes:
    """Its pages alone, in a new file: no author, no script, no attachment comes along."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - for documents only

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            raise _damaged()
        if len(reader.pages) > MAX_PAGES:
            raise NotADocument(
                f"超过 {MAX_PAGES} 页。请分成几个文件。", f"More than {MAX_PAGES} pages. Split it."
            )  # fmt: skip
        writer = PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        writer.metadata = None
        for one in writer._objects:
            _bare(one)
        out = BytesIO()
        writer.write(out)
        return out.getvalue()
    except NotADocument:
        raise
    except Exception as error:  # a reader fed hostile bytes may raise anything; the sender is told one thing
        raise _damaged() from error


def _bare(one: Any) -> None:
    """Take out of an object of a PDF what is not part of its page."""
    from pypdf.generic import DictionaryObject, StreamObject  # noqa: PLC0415

    if not isinstance(one, DictionaryObject):
        return
    note = "/Rect" in one  # something laid on the page: a link, a comment, a field
    for key in ("/Metadata", "/PieceInfo", "/LastModified", "/AA", *(("/T", "/NM", "/FS", "/JS") if note else ())):
        if key in one:
            del one[key]
    action = one["/A"].get_object() if note and "/A" in one else None
    if action is not None and not (isinstance(action, DictionaryObject) and action.get("/S") in ("/URI", "/GoTo")):
        del one["/A"]
    if isinstance(one, StreamObject) and one.get("/Subtype") == "/Image":
        filters = one.get("/Filter")
        said = filters if isinstance(filters, list) else [filters]
        if "/JPXDecode" in said:
            raise _odd()
        if said == ["/DCTDecode"]:
            one._data = bare_jpeg(one._data)
