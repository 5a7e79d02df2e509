"""Private links and codes of reporters and partners, and what a certificate is verified by. They follow from a row and
a secret kept outside the database, so a notice can carry the link although the database holds hashes only, and a copy
of the database opens nothing."""

from __future__ import annotations

from lianxin.adapters import seal


def link_of(ref: str | None) -> str:
    """The secret part of the private link that belongs to a reporter tie's `ref`."""
    return seal.blind_index(ref or "", "reporter.link").hex()


def code_of(ref: str | None) -> str:
    """The six digits that open a matter together with its number. Guessing must be rate-limited by the surface."""
    number = int.from_bytes(seal.blind_index(ref or "", "reporter.code")[:6], "big") % 1_000_000
    return f"{number:06d}"


def partner_link(tie_id: int, turn: int) -> str:
    """The secret part of the link with which a tie's partner tells what was done. A new turn ends the link before."""
    return seal.blind_index(f"{tie_id}:{turn}", "partner.link").hex()


def certificate_link(serial: str) -> str:
    """The secret part of the address at which a certificate is verified."""
    return seal.blind_index(serial, "certificate.link").hex()
