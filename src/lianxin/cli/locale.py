"""Translations: `lianxin locale compile` turns each .po into the .mo that Django reads (no gettext programs needed)."""

from pathlib import Path

import typer

app = typer.Typer(help="翻译 / translations")
FOLDER = Path(__file__).resolve().parents[1] / "locale"


def compile_all() -> list[Path]:
    """Compile each .po that is newer than its .mo; returns the catalogues written."""
    import polib

    written = []
    for source in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


@app.command("compile")
def compile_command() -> None:
    """Compile the translations that changed."""
    for path in compile_all():
        typer.echo(f"{path.parent.parent.name}: {path.name}")
