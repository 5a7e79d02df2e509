"""QR codes for receipts, sites and posters, as SVG that a strict content security policy lets through."""

import io

import segno

QUIET = 4
"""Modules of white around the code (ISO/IEC 18004 §9.1); cutting them is why codes on posters fail."""


class TooLong(ValueError):
    """The text does not fit into a QR code: some 2,300 bytes at level M; past 300 old phones struggle."""


def svg(text: str, title: str = "", css_class: str = "qr") -> str:
    """An inline `<svg>` without size or style attributes: the page's style sheet says how large it is.

    `text`: what the code says, usually an address. `title`: what a screen reader says ("" hides the code from it).
    Black on white in dark mode too. Error level M or better. Raises ValueError for an empty text and TooLong.
    """
    if not text:
        raise ValueError("a QR code needs a text")
    try:
        code = segno.make_qr(text, error="m")
    except segno.DataOverflowError as error:
        raise TooLong(f"{len(text)} characters do not fit into a QR code") from error
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        xmldecl=False,
        nl=False,
        omitsize=True,
        border=QUIET,
        dark="#000",
        light="#fff",
        title=title or None,
        svgclass=css_class,
        lineclass=None,
    )
    role = 'role="img"' if title else 'aria-hidden="true"'
    return out.getvalue().decode().replace("<svg ", f"<svg {role} ", 1)
