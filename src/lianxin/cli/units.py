"""`lianxin units …`: the national division codes, loaded from the statistical list."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lianxin.cli import django

if TYPE_CHECKING:
    from lianxin.kernel.acts.unit import Division

app = typer.Typer(help="区划与单位 / divisions and units", no_args_is_help=True)
COLUMNS = {
    "code": "code", "name": "name", "streetCode": "street_code", "street": "street", "areaCode": "area_code",
    "area": "area", "cityCode": "city_code", "city": "city",
}  # fmt: skip
"""Heading of the list → field. Only code and name are needed."""
MOST_SHOWN = 20
LEVELS = {"province": "省 provinces", "city": "市 cities", "district": "区县 districts", "town": "街镇 towns"}
LEVELS |= {"community": "社区/村 communities"}


@app.callback()
def units() -> None:
    """区划与单位 / divisions and units."""


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV 文件 / CSV file")],
    skip_bad: Annotated[bool, typer.Option(help="跳过有错的行 / leave out lines that are wrong")] = False,
) -> None:
    """导入区划清单 / load a division list (CSV, UTF-8 or GB18030), with a row for each community or village.

    Columns: code,name,streetCode,street,areaCode,area,cityCode,city (statistical list), or only code,name for any
    level: the length of the code (2, 4, 6, 9 or 12 digits) says what it is. Importing again makes no copies and takes
    over changed names. A wrong line is told with its number; unless --skip-bad is given nothing is imported then.
    """
    with django.prepared():
        from django.utils import timezone

        from lianxin.cli.progress import bar
        from lianxin.kernel.acts import unit
        from lianxin.kernel.who import SYSTEM
        from lianxin.language.reason import Refused

        good, bad = read(file)
        for number, said in bad[:MOST_SHOWN]:
            typer.echo(f"第 {number} 行 / line {number}: {said}", err=True)
        if len(bad) > MOST_SHOWN:
            typer.echo(f"…… 共 {len(bad)} 行有错 / {len(bad)} wrong lines", err=True)
        if not good or (bad and not skip_bad):
            typer.echo("没有导入 / nothing was imported", err=True)
            raise typer.Exit(1)
        started = time.perf_counter()
        try:
            with bar("写入区划 / writing divisions") as told:
                made = unit.import_divisions(SYSTEM, good, timezone.now(), told=told)
        except Refused as refused:
            typer.echo(f"{refused.say()} / {refused.say('en')}", err=True)
            raise typer.Exit(1) from None
        _tell(len(good), made, time.perf_counter() - started)


def _tell(lines: int, made: dict[str, int], seconds: float) -> None:
    for level, label in LEVELS.items():
        typer.echo(f"  {label}: +{made[level]:,}")
    total = sum(made.values())
    typer.echo(f"{lines:,} 行 lines, 新增 new {total:,}, {seconds:.1f} 秒 s ({lines / seconds:,.0f}/s)")


def read(file: Path) -> tuple[list[Division], list[tuple[int, str]]]:
    """The lines of a list that can be imported, and (line number, what is wrong) for the others."""
    from lianxin.kernel.acts.unit import Division, faulty

    good, bad = [], []
    for number, row in _rows(file):
        if isinstance(row, str):
            bad.append((number, row))
            continue
        line = Division(**{field: (row.get(name) or "").strip() for name, field in COLUMNS.items()})
        misfit = faulty(line)
        if misfit is None:
            good.append(line)
        else:
            bad.append((number, f"{misfit.say()} / {misfit.say('en')}"))
    return good, bad


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Line number and row; a sentence in place of a row that cannot be read."""
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    reader = csv.DictReader(text.splitlines())
    missing = {"code", "name"} - set(reader.fieldnames or ())
    if missing:
        yield 1, f"表头缺少 {', '.join(sorted(missing))} / the heading lacks {', '.join(sorted(missing))}"
        return
    for row in reader:
        if None in row:
            yield reader.line_num, "列数比表头多 / more columns than the heading"
        else:
            yield reader.line_num, row
