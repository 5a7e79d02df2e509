"""Documents are told by their bytes, keep what their pages say, and lose who wrote them, with what and where."""

import io
import random
import zipfile

import pytest
from docx import Document
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader
from tests import files

from lianxin.adapters import documents
from lianxin.adapters.photos import DiskStore, Photo, PhotoRefused


@pytest.fixture
def store(tmp_path):
    return DiskStore(tmp_path)


def test_a_word_document_keeps_its_words_and_pictures_and_loses_its_author_and_positions(store):
    sent = files.docx()
    archive = zipfile.ZipFile(io.BytesIO(sent))
    assert b"SECRETMAKER" in b"".join(archive.read(name) for name in archive.namelist())
    kept = documents.keep(sent, store)
    assert kept.kind == "docx" and documents.get(kept.hash, "docx", store) == kept.data
    made = Document(io.BytesIO(kept.data))
    assert made.paragraphs[0].text.startswith("会议材料") and made.core_properties.author == ""
    archive = zipfile.ZipFile(io.BytesIO(kept.data))
    assert b"SECRET" not in b"".join(archive.read(name) for name in archive.namelist())
    picture = next(name for name in archive.namelist() if name.startswith("word/media/"))
    assert Image.open(io.BytesIO(archive.read(picture))).size == (64, 48)
    assert documents.keep(files.docx(), store).hash == kept.hash, "the same content is kept once"
    documents.delete(kept.hash, "docx", store)
    with pytest.raises(FileNotFoundError):
        documents.get(kept.hash, "docx", store)


def test_a_pdf_keeps_its_pages_and_loses_author_script_files_and_positions(store):
    sent = files.pdf()
    assert b"SECRETAUTHOR" in sent and b"SECRETMAKER" in sent and b"SECRETSCRIPT" in sent
    kept = documents.keep(sent, store)
    assert kept.kind == "pdf" and b"SECRET" not in kept.data
    page = PdfReader(io.BytesIO(kept.data)).pages[0]
    assert page.images[0].image.size == (64, 48)
    assert not PdfReader(io.BytesIO(kept.data)).attachments


def test_a_photo_goes_the_way_of_photos(store):
    kept = documents.keep(files.jpeg(), store)
    assert isinstance(kept, Photo) and b"SECRET" not in kept.full


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (files.pdf("geheim"), "取消密码"),
        (b"%PDF-1.7 nothing of a pdf", "打不开"),
        (files.docx(macro=True), "宏"),
        (b"PK\x03\x04 no archive", "打不开"),
        (files.pdf()[:400], "打不开"),
        (b"\xd0\xcf\x11\xe0 an old document", "不是照片"),
        (b"%PDF-" + b"0" * (documents.MAX_BYTES + 1), "超过 10 MB"),
    ],
    ids=["password", "no pdf", "macro", "no zip", "cut off", "old", "large"],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(store, data, said):
    with pytest.raises(PhotoRefused) as caught:
        documents.keep(data, store)
    assert said in caught.value.zh and caught.value.en


def test_a_damaged_word_document_is_refused_wherever_it_is_damaged(store):
    whole, chance = files.docx(), random.Random(3)
    refused = 0
    for _ in range(200):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(damaged))] ^= 1 + chance.randrange(255)
        try:
            documents.keep(bytes(damaged), store)
        except PhotoRefused:  # anything else would be an error of the server
            refused += 1
    assert refused > 100


def test_another_archive_is_no_word_document(store):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("notes.txt", "x")
    with pytest.raises(PhotoRefused, match="不是 Word"):
        documents.keep(out.getvalue(), store)


def test_pictures_inside_are_not_touched_but_for_what_is_told_about_them():
    sent = files.jpeg()
    bare = documents.bare_jpeg(sent + sent)  # some phones write a second picture behind the first
    assert b"SECRET" not in bare
    first, second = (Image.open(io.BytesIO(one)).tobytes() for one in (sent, bare))
    assert first == second
    out = io.BytesIO()
    info = PngInfo()
    info.add_text("Author", "SECRETAUTHOR")
    Image.new("RGB", (5, 5)).save(out, "PNG", pnginfo=info)
    assert b"SECRET" not in documents.bare_png(out.getvalue())
    assert Image.open(io.BytesIO(documents.bare_png(out.getvalue()))).size == (5, 5)
    assert documents.bare_jpeg(b"GIF89a") == b"GIF89a" == documents.bare_png(b"GIF89a")
