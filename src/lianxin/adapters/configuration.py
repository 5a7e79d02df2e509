"""What an administrator may set: one typed table, read from the environment and from `lianxin.toml`.

The environment wins (`LIANXIN_MAIL_HOST` sets `mail_host`), then `lianxin.toml` in the var folder, then the default.
A key that nobody knows is refused with its name, so that a spelling mistake never passes for a setting.
"""

import os
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PROJECT = Path(__file__).resolve().parents[3]


class ConfigurationError(Exception):
    """A setting that cannot be used; the text says which, where, and what would do."""


class Configuration(BaseModel):
    """Every setting of an installation. A field's description is its documentation (`lianxin settings` prints it)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(
        "",
        description="Public address, such as https://lianxin.example.gov.cn; https turns on secure cookies and HSTS.",
    )
    hosts: list[str] = Field(
        [], description="Further host names this server answers to (comma separated in the environment)."
    )
    proxies: int = Field(
        0, ge=0, le=5, description="How many reverse proxies stand in front and set X-Forwarded-For and -Proto."
    )
    packs: str = Field("", description="Folder of the packs; empty: those that come with the product.")
    debug: bool = Field(False, description="For developers only: error pages with source code.")
    keep_connections: bool = Field(
        False, description="Each thread keeps its database connection; otherwise one is opened per request (commands)."
    )
    idle_minutes: int = Field(30, ge=5, le=720, description="A log-in ends after so many minutes without a page.")
    mail_host: str = Field("", description="SMTP server; empty: no mail leaves the machine.")
    mail_port: int = Field(465, description="SMTP port (465: TLS from the start, 587: STARTTLS, 25: neither).")
    mail_user: str = Field("", description="SMTP account.")
    mail_password: str = Field("", description="SMTP password.")
    mail_from: str = Field("", description="Sender of notices, such as 连心 <noreply@example.gov.cn>.")
    webhook_url: str = Field("", description="Where notices are posted as well; empty: nowhere.")
    photo_store: str = Field("", description="s3://bucket/prefix for photos; empty: files in the var folder.")
    s3_endpoint: str = Field("", description="Address of the S3-compatible store.")
    s3_key: str = Field("", description="Access key of the S3-compatible store.")
    s3_secret: str = Field("", description="Secret key of the S3-compatible store.")


def var_folder() -> Path:
    """The one folder this installation writes to: `LIANXIN_VAR`, otherwise `var` in the project."""
    given = os.environ.get("LIANXIN_VAR")
    if given:
        return Path(given).expanduser().resolve()
    base = PROJECT if (PROJECT / "pyproject.toml").exists() else Path.cwd()
    return base / "var"


def packs_folder() -> Path:
    """Where the packs lie: the `packs` setting, otherwise the product's own."""
    given = read().packs
    return Path(given).expanduser().resolve() if given else PROJECT / "packs"


def read(var: Path | None = None) -> Configuration:
    """The settings in force. Raises ConfigurationError naming the setting and where it was written."""
    file = (var or var_folder()) / "lianxin.toml"
    values: dict[str, object] = {}
    if file.exists():
        try:
            values |= tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ConfigurationError(f"{file}: 不是有效的 TOML / not valid TOML: {error}") from error
    for name, field in Configuration.model_fields.items():
        text = os.environ.get(f"LIANXIN_{name.upper()}")
        if text is not None:
            is_list = field.annotation == list[str]
            values[name] = [part.strip() for part in text.split(",") if part.strip()] if is_list else text
    try:
        return Configuration.model_validate(values)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)]
        raise ConfigurationError(f"设置有误 / wrong setting ({file} or LIANXIN_*): " + "; ".join(lines)) from error
