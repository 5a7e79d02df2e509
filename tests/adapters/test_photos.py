import io
import stat
import struct
import zipfile
import zlib
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from lianxin.adapters import photos
from lianxin.adapters.photos import DiskStore, NotAPhoto, PhotoRefused, PhotoTooLarge


def _bytes(picture, kind="JPEG", **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _phone_photo(orientation=1):
    """A JPEG as a phone makes it: where it was taken, by what, and which side is up."""
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("red", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "SECRETMAKER", "SECRETMODEL", orientation
    exif[0x8825] = {1: "N", 2: (23.0, 6.0, 18.0), 3: "E", 4: (113.0, 13.0, 36.0)}
    return _bytes(picture, exif=exif.tobytes(), comment=b"SECRETNOTE", xmp=b"<x>SECRETXMP</x>")


def _png_bomb(width, height):
    """A PNG of one bit per pixel: a few kB that claim `width` x `height`."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(bytes(1 + (width + 7) // 8)) for _ in range(height)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_position_camera_and_comments_stay_behind():
    sent = _phone_photo()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    photo = photos.clean(sent)
    for kept in (photo.full, photo.thumb):
        picture = Image.open(io.BytesIO(kept))
        assert not picture.getexif() and not picture.getexif().get_ifd(0x8825)
        assert not set(picture.info) & {"exif", "comment", "xmp", "icc_profile"}
        assert b"SECRET" not in kept and b"Exif" not in kept


def test_text_in_a_png_stays_behind():
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "SECRET")
    photo = photos.clean(_bytes(Image.new("RGB", (9, 9)), "PNG", pnginfo=note))
    assert b"SECRET" not in photo.full + photo.thumb


def test_a_photo_is_turned_upright_before_its_orientation_is_forgotten():
    photo = photos.clean(_phone_photo(orientation=6))
    assert (photo.width, photo.height) == (200, 400)
    upright = Image.open(io.BytesIO(photo.full))
    assert upright.getpixel((100, 50))[1] < 60 and upright.getpixel((100, 350))[1] > 200  # red on top


def test_sizes_and_formats():
    photo = photos.clean(_bytes(Image.new("RGB", (4000, 3000), "green")))
    full, thumb = Image.open(io.BytesIO(photo.full)), Image.open(io.BytesIO(photo.thumb))
    assert (full.format, full.size) == ("JPEG", (1600, 1200)) == ("JPEG", (photo.width, photo.height))
    assert (thumb.format, thumb.size) == ("WEBP", (320, 240))


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("L", "JPEG"), ("CMYK", "JPEG"), ("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"),
     ("RGBA", "WEBP")],
)  # fmt: skip
def test_every_mode_a_camera_or_scanner_writes(mode, kind):
    photo = photos.clean(_bytes(Image.new(mode, (40, 30)), kind))
    assert Image.open(io.BytesIO(photo.full)).mode == "RGB" and (photo.width, photo.height) == (40, 30)


def test_see_through_becomes_white_and_sixteen_bits_keep_their_light():
    clear = photos.clean(_bytes(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(clear.full)).getpixel((4, 4)) == (255, 255, 255)
    grey = photos.clean(_bytes(Image.new("I;16", (9, 9), 0x8000), "PNG"))
    assert abs(Image.open(io.BytesIO(grey.full)).getpixel((4, 4))[0] - 0x80) < 4


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "只是一段文字,改名叫 photo.jpg".encode(),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0",
    ],
)
def test_what_is_not_a_photo_is_refused_with_what_to_do(data):
    with pytest.raises(NotAPhoto) as refused:
        photos.clean(data)
    assert "JPG" in refused.value.zh and "JPG" in refused.value.en


def test_half_a_photo_is_refused():
    noise = Image.effect_noise((300, 300), 80)
    with pytest.raises(NotAPhoto):
        photos.clean(_bytes(noise)[:5000])
    with pytest.raises(NotAPhoto):
        photos.clean(_bytes(noise, "PNG")[:5000])


def test_heic_says_how_to_change_the_camera():
    with pytest.raises(NotAPhoto, match="兼容性最佳"):
        photos.clean(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))


def test_what_is_hidden_behind_a_photo_is_lost():
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("payload.html", "<script>alert('PAYLOAD')</script>")
    polyglot = _phone_photo() + b"<script>PAYLOAD</script><?php PAYLOAD ?>" + hidden.getvalue()
    photo = photos.clean(polyglot)
    assert photo == photos.clean(_phone_photo())
    assert b"PAYLOAD" not in photo.full + photo.thumb
    assert not zipfile.is_zipfile(io.BytesIO(photo.full))


@pytest.mark.parametrize("size", [(10_000, 5_000), (12_000, 10_000), (20_000, 20_000)])
def test_pixel_bombs_are_refused_before_they_unfold(size):
    bomb = _png_bomb(*size)
    assert len(bomb) < 100_000
    with pytest.raises(PhotoTooLarge, match="百万像素"):
        photos.clean(bomb)


def test_too_many_bytes_are_refused_unread():
    with pytest.raises(PhotoTooLarge, match="10 MB"):
        photos.clean(bytes(photos.MAX_BYTES + 1))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=12),
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
)
def test_damage_gives_a_photo_or_a_refusal_and_nothing_else(damage, kind):
    data = bytearray(_phone_photo() if kind == "JPEG" else _bytes(Image.linear_gradient("L"), kind))
    for at, value in damage:
        data[at % len(data)] = value
    try:
        photo = photos.clean(bytes(data))
    except PhotoRefused as refused:
        assert refused.zh and refused.en
    else:
        assert Image.open(io.BytesIO(photo.full)).size == (photo.width, photo.height)


def test_kept_once_under_the_hash_of_what_is_kept(tmp_path):
    store = DiskStore(tmp_path / "photos")
    photo = photos.keep(_phone_photo(), store)
    assert photos.keep(_phone_photo(), store) == photo
    h = photo.hash
    path = tmp_path / "photos" / h[:2] / h[2:4] / f"{h}.jpg"
    assert path.read_bytes() == photo.full
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 2  # the photo, the thumbnail, no drafts
    assert photos.get(h, store=store) == (photo.full, "image/jpeg")
    assert photos.get(h, thumb=True, store=store) == (photo.thumb, "image/webp")
    photos.delete(h, store)
    photos.delete(h, store)
    with pytest.raises(FileNotFoundError):
        photos.get(h, store=store)


@given(st.one_of(st.text(max_size=70), st.just("../../etc/passwd"), st.just("a" * 64 + "\n"), st.just("A" * 64)))
def test_only_hashes_become_paths(name):
    with pytest.raises(ValueError):
        photos.path_of(name)
    with pytest.raises(FileNotFoundError):
        photos.get(name, store=DiskStore(photos.Path("nowhere")))


def test_the_store_follows_the_settings(settings, tmp_path):
    settings.VAR = tmp_path
    settings.CONFIGURATION = SimpleNamespace(photo_store="")
    photo = photos.keep(_phone_photo())
    assert (tmp_path / "photos" / photos.path_of(photo.hash)).exists()
    settings.CONFIGURATION = SimpleNamespace(
        photo_store="s3://street/photos", s3_endpoint="http://127.0.0.1:9", s3_key="k", s3_secret="s"
    )
    assert isinstance(photos.default(), photos.S3Store)
