"""Photos residents and staff attach: checked by decoding, cleaned, made small, and kept by content hash.

What is stored is never what was sent: the picture is decoded and encoded anew, so position, camera and owner (EXIF,
XMP, comments), and whatever else was hidden in the file, stay behind (domain.md §4.1: no positions of persons). The
photo is a JPEG, which Word and old browsers open; the thumbnail is a WebP, for the weight of a list.

The same picture sent twice has one hash and is kept once: before `delete`, the caller makes sure that no other matter
shows it.
"""

import contextlib
import functools
import hashlib
import os
import re
import secrets
import threading
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from lianxin.adapters.s3 import S3Store

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
PHOTO_SIDE = 1600
"""Longest side of the kept photo, pixels: enough to read a notice on a wall, about 300 kB."""
THUMB_SIDE = 320

_HASH = re.compile(r"[0-9a-f]{64}")
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc", b"ftypavif")
# Two decoders at a time hold some 400 MB at worst; filing needs no log-in, so the number must not follow demand.
_DECODING = threading.BoundedSemaphore(2)


class PhotoRefused(Exception):
    """A photo that cannot be taken. `zh` and `en` tell the sender what to do; nothing else they typed is lost."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


class NotAPhoto(PhotoRefused):
    """The file does not decode as JPEG, PNG or WebP, whatever its name says."""


class PhotoTooLarge(PhotoRefused):
    """More than `MAX_BYTES` bytes or `MAX_PIXELS` pixels."""


@dataclass(frozen=True)
class Photo:
    """A cleaned photo: JPEG `full` (longest side 1600), WebP `thumb` (320), `hash` = SHA-256 of `full` in hex."""

    hash: str
    full: bytes
    thumb: bytes
    width: int
    height: int


class Store(Protocol):
    """Where files are kept by name. Names come from `path_of` only."""

    def put(self, name: str, data: bytes, content_type: str) -> None:
        """Keep `data`; keeping the same name again changes nothing."""

    def get(self, name: str) -> bytes:
        """The bytes; raises FileNotFoundError."""

    def delete(self, name: str) -> None:
        """Forget the file; forgetting what is not there is no error (a retried job asks twice)."""


def path_of(photo_hash: str, thumb: bool = False) -> str:
    """Name of a kept photo: ab/cd/<hash>.jpg, or its thumbnail .thumb.webp. Raises ValueError for what is no hash."""
    if not _HASH.fullmatch(photo_hash):
        raise ValueError("not a photo hash")
    return f"{photo_hash[:2]}/{photo_hash[2:4]}/{photo_hash}" + (".thumb.webp" if thumb else ".jpg")


def clean(data: bytes) -> Photo:
    """Decode, turn upright, drop all metadata, shrink, encode. Raises NotAPhoto or PhotoTooLarge."""
    if len(data) > MAX_BYTES:
        raise PhotoTooLarge(
            f"照片超过 {MAX_BYTES >> 20} MB。请在手机相册里选“压缩”后再传，或者截一张屏再传；不传照片也可以提交。",
            f"The photo is larger than {MAX_BYTES >> 20} MB. Send a smaller copy or a screenshot of it; "
            "you can also file without a photo.",
        )
    with _DECODING:
        picture = _decode(data)
        picture.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)
        full = _encode(picture, "JPEG", quality=82, optimize=True, progressive=True)
        size = picture.size
        picture.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
        thumb = _encode(picture, "WEBP", quality=72, method=4)
    return Photo(hashlib.sha256(full).hexdigest(), full, thumb, *size)


def keep(data: bytes, store: Store | None = None) -> Photo:
    """`clean` the upload and keep it with its thumbnail. Returns the photo; its `hash` is what a record remembers."""
    photo, store = clean(data), store or default()
    store.put(path_of(photo.hash, thumb=True), photo.thumb, "image/webp")
    store.put(path_of(photo.hash), photo.full, "image/jpeg")
    return photo


def get(photo_hash: str, thumb: bool = False, store: Store | None = None) -> tuple[bytes, str]:
    """The bytes and their content type; raises FileNotFoundError, also for what is no hash."""
    if not _HASH.fullmatch(photo_hash):
        raise FileNotFoundError(photo_hash)
    return (store or default()).get(path_of(photo_hash, thumb)), "image/webp" if thumb else "image/jpeg"


def delete(photo_hash: str, store: Store | None = None) -> None:
    """Forget the photo and its thumbnail. See the module's note on photos that two matters share."""
    store = store or default()
    store.delete(path_of(photo_hash))
    store.delete(path_of(photo_hash, thumb=True))


def _decode(data: bytes) -> Image.Image:
    """An upright RGB picture without any metadata."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as source:
            _guard_pixels(source.width * source.height)
            source.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))  # lets JPEG decode at a fraction of its size
            source.load()
            return _bare(_upright(source))
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _guard_pixels(MAX_PIXELS + 1)
        raise
    except Exception as error:  # a decoder fed hostile bytes may raise anything; the sender is told one thing
        raise _not_a_photo(data) from (None if isinstance(error, UnidentifiedImageError) else error)


def _guard_pixels(pixels: int) -> None:
    if pixels > MAX_PIXELS:
        raise PhotoTooLarge(
            f"照片尺寸太大（超过 {MAX_PIXELS // 1_000_000} 百万像素）。请截一张屏再传；不传照片也可以提交。",
            f"The photo has more than {MAX_PIXELS // 1_000_000} megapixels. Send a screenshot of it; "
            "you can also file without a photo.",
        )


def _not_a_photo(data: bytes) -> NotAPhoto:
    if data[4:12] in _HEIC:
        return NotAPhoto(
            "这是 HEIC 格式，很多电脑打不开。请在“设置-相机-格式”里选“兼容性最佳”，或者截一张屏再传。",
            "This is a HEIC photo, which many computers cannot open. Choose Settings, Camera, Formats, "
            "Most Compatible, or send a screenshot of it.",
        )
    return NotAPhoto(
        "这个文件不是照片，或者已经损坏。请传 JPG、PNG 或 WebP 格式的照片；不传照片也可以提交。",
        "This file is not a photo, or it is damaged. Send a JPG, PNG or WebP; you can also file without a photo.",
    )


def _upright(source: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(source)
    except Exception:  # some phones write EXIF that does not parse; the picture itself is good
        return source


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone on white, in a new image: encoders copy comments and profiles from the one they are given."""
    if picture.mode.startswith("I"):  # 16 bits per pixel (scanners): keep the high byte
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    bare = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        bare.paste(picture, mask=picture)
    else:
        bare.paste(picture.convert("RGB"))
    return bare


def _encode(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


class DiskStore:
    """Files under one folder, written whole or not at all, for the owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, data: bytes, content_type: str) -> None:
        path = self.folder / name
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{secrets.token_hex(8)}")
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # the row that names the photo is durable; so must the photo be
            os.replace(draft, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                draft.unlink()

    def get(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def delete(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)


@functools.lru_cache(maxsize=4)
def _disk(folder: Path) -> DiskStore:
    return DiskStore(folder)


def default() -> Store:
    """The store of the settings: s3://bucket/prefix in `photo_store`, or the folder `photos` under settings.VAR."""
    said = settings.CONFIGURATION
    if not said.photo_store:
        return _disk(Path(settings.VAR) / "photos")
    bucket, _, prefix = said.photo_store.removeprefix("s3://").partition("/")
    prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    region = getattr(said, "s3_region", "") or "us-east-1"
    return S3Store(said.s3_endpoint, bucket, said.s3_key, said.s3_secret, region=region, prefix=prefix)
