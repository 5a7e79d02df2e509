"""`lianxin intake …`: learn from answered texts, see how good it is, list what was learned, take it back."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lianxin.cli import fairness
from lianxin.cli.progress import bar
from lianxin.cli.questions import answered, ended, in_pack, kind_of, read_by, says, shelf
from lianxin.cli.replacing import Replacing, replacing
from lianxin.cli.standing import Nothing, standing
from lianxin.intake.shelf import SHARED, NotThere, WordsAlone

if TYPE_CHECKING:
    from lianxin.intake.training import Example

app = typer.Typer(
    help="理解：训练、检验、列出、退回。 Understanding: train, evaluate, list, roll back.", no_args_is_help=True
)

File = Annotated[Path, typer.Argument(help="CSV：一行一件，第一行是列名")]
Text = Annotated[list[str], typer.Option("--text", help="文字所在的列，可写几次（如标题、正文）")]
Label = Annotated[str, typer.Option("--label", help="答案所在的列")]
Kind = Annotated[str, typer.Option("--kind", help="学的是哪个问题（nature、topic…）；不写就看列名和答案")]
Town = Annotated[str, typer.Option("--town", help="街镇（包的名称）；不写就是大家共用")]


@app.command()
def train(
    file: Annotated[Path | None, typer.Argument(help="CSV：一行一件，第一行是列名")] = None,
    text: Annotated[list[str] | None, typer.Option("--text", help="文字所在的列，可写几次（如标题、正文）")] = None,
    label: Label = "",
    group: Annotated[str, typer.Option("--group", help="同一件事的几行写同一个值的列；不写就看 group 列")] = "",
    kind: Kind = "",
    town: Town = "",
    from_database: Annotated[bool, typer.Option("--from-database", help="照本街镇由人判定过的事来学")] = False,
    use: Annotated[bool, typer.Option("--use", help="比现用的明显差也启用")] = False,
) -> None:
    """照答过的文字学，并马上启用。 Learns from answered texts and takes the result into use.

    比现用的明显差就不启用（退出码 1），除非写 --use。 Not where it is clearly worse than the version in use (code 1),
    unless --use is given."""
    if from_database:
        from lianxin.cli.django import prepared

        if not town or not kind or file is not None:
            raise typer.BadParameter(
                "--from-database 要写 --town 和 --kind，不要文件 / needs --town and --kind, no file"
            )
        in_pack(town, kind)
        with prepared():
            from lianxin.kernel.reads.labels import settled  # once Django is set up

            examples = settled(town, kind)
        _learn(examples, kind, town, {"from": "database", "town": town}, use=use)
        return
    if file is None or not text or not label:
        raise typer.BadParameter("要写文件、--text 和 --label / needs a file, --text and --label")
    asked = in_pack(town)
    rows, blank = answered(file, text, label, group)
    labels = {one.label for one in rows}
    kind = kind or kind_of(label, labels, town, fresh=True)
    read_by(kind, labels, asked)
    _learn(rows, kind, town, {"from": file.name, "text": text, "label": label, "skipped": blank}, use=use)


def _learn(examples: list[Example], kind: str, town: str, source: dict[str, Any], *, use: bool) -> None:
    from lianxin.intake import training

    with bar(f"学 {kind} / learning") as told:
        try:
            done = training.learn(
                examples, kind, datetime.now(UTC), source=source, says=says(kind, town, examples), told=told
            )
        except training.CannotLearn as problem:
            raise ended(f"{problem.zh}\n{problem.en}") from None

    beside = replacing(done, examples, kind, town)
    kept = bool(beside.reasons) and not use
    owner, version, figures = town or SHARED, done.manifest.version, done.manifest.figures
    try:
        shelf().put(owner, kind, version, done.write, use=not kept)
    except (OSError, NotThere) as problem:
        raise ended(f"存不下来 / cannot be kept: {problem}") from None
    typer.echo(
        f"{owner}/{kind} {version}: {figures['n']} 条 / texts, "
        f"macro-F1 {figures['macro_f1']}, "
        f"自动 / decided {figures['coverage']:.0%}, 其中正确 / right {figures['accuracy_at_threshold'] or 0:.1%}"
    )
    for one in beside.lines:
        typer.echo(one)
    _settled(beside, kind, town, version, kept=kept)


def _settled(beside: Replacing, kind: str, town: str, version: str, *, kept: bool) -> None:
    """Says which version is in use, and how the other is taken. Ends with code 1 where the new one is not."""
    command = f"lianxin intake rollback {kind}" + (f" --town {town}" if town else "")
    if beside.reasons:
        worse = "\n".join(f"  {one}" for one in beside.reasons)
        typer.echo(f"注意：新的版本明显差 / note: the new version is clearly worse:\n{worse}", err=True)
    if kept:
        typer.echo(
            f"所以没有启用，用的还是 {beside.now}。要启用它：{command} --to {version}，下次直接启用：--use\n"
            f"so it is not in use, {beside.now} still is. To use it: {command} --to {version}; next time: --use",
            err=True,
        )
        raise typer.Exit(1)
    if beside.now:
        typer.echo(f"已启用，退回原来的 / in use now; back to the one before: {command}")


@app.command()
def evaluate(
    file: File,
    text: Text,
    label: Label,
    kind: Kind = "",
    town: Town = "",
) -> None:
    """拿答过的文字检验现用的版本，没有学过就检验包里的词；打印 JSON。 Checks what is in use, else the pack's words.

    文件里有它学过的、或有它没有的答案时，会说明。 Says where it learned from the file itself, or lacks its answers."""
    from lianxin.intake.model import Unusable

    rows, blank = answered(file, text, label, "")
    labels = {one.label for one in rows}
    kind = kind or kind_of(label, labels, town)
    try:
        reads = standing(kind, town, labels)
    except Nothing:
        raise ended(
            f"“{kind}”还没有学过，先运行 lianxin intake train\n{kind}: nothing learned yet; train first"
        ) from None
    except Unusable as problem:
        raise ended(f"这个版本读不了，请重新训练 / cannot be read, train again: {problem}") from None
    began = time.perf_counter()
    with bar(f"检验 {kind} / evaluating") as told:
        fared = reads.fared(rows, told)
    seconds = time.perf_counter() - began
    said = fairness.fairness(reads, fared, reads.heard(rows))
    for one in fairness.warnings(said, len(rows)):
        typer.echo(one, err=True)
    said |= fared.figures() | fared.at()
    said |= {"texts_per_second": round(len(rows) / seconds), "skipped": blank, "kind": kind}
    typer.echo(json.dumps(said | {**reads.bounds}, ensure_ascii=False, indent=1))


@app.command(name="list")
def list_versions() -> None:
    """列出学过的版本，* 是现用的。 Lists what was learned; * marks what is in use."""
    for book in shelf().books():
        figures, made = book.said["figures"], book.said["trained_on"]
        typer.echo(
            f"{'*' if book.current else ' '} {book.owner}/{book.kind}\t{book.version}\t{made['from']}\t"
            f"n={made['texts']}\tmacro-F1={figures['macro_f1']}\t≥98%: {figures['coverage']:.0%}"
        )


@app.command()
def rollback(
    kind: Annotated[str, typer.Argument(help="哪个问题")],
    town: Town = "",
    to: Annotated[str, typer.Option("--to", help="退到哪个版本；不写就是上一个")] = "",
) -> None:
    """退回上一个版本；没有更早的，就只用包里的词。 Back to the version before; before the first, the pack's words."""
    try:
        now = shelf().back(town or SHARED, kind, to)
    except NotThere as problem:
        raise ended(f"没有这个版本 / no such version: {problem}") from None
    except WordsAlone:
        raise ended("已经只用包里的词，没有可退的 / the pack's words alone are in use: no step back") from None
    typer.echo(f"{town or SHARED}/{kind}: {now or '只用包里的词 / the words of the pack alone'}")


@app.command()
def privacy(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="CSV：text、expected 两列")],
) -> None:
    """检验遮盖：电话、证件号、姓名、门牌…找到多少、找错多少。 How well private stretches are found, as JSON."""
    from lianxin.intake.privacy_measure import cases, measure

    told = [case for file in files for case in cases(file)]
    typer.echo(json.dumps(measure(told), ensure_ascii=False, indent=1))
