"""`lianxin backup`: database, keys, photos and what was learned, in one folder, and back again."""

import shutil
import subprocess
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from lianxin.adapters import configuration, database
from lianxin.cli.django import explained

app = typer.Typer(help="备份与恢复 / backup and restore", no_args_is_help=True)
KEPT = ("keys", "photos", "models", "lianxin.toml")
Folder = Annotated[Path, typer.Argument(help="Folder of the backup.")]


def _run(program: str, *arguments: str) -> None:
    """PostgreSQL's own program. For an outside server the system's, since a dump must suit that server's version."""
    outside = shutil.which(program) if database.url() else None
    command = [outside or str(database.binaries() / program), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode:
        raise database.DatabaseProblem(f"{program}: {ended.stderr.strip()[-2000:]}")


def _copy(source: Path, target: Path) -> None:
    for name in KEPT:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
        elif (source / name).exists():
            shutil.copy2(source / name, target / name)


@app.command()
def create(folder: Folder) -> None:
    """Write a backup into a new FOLDER, while the platform runs. It holds the keys: keep it where only you reach."""
    if folder.exists():
        raise typer.BadParameter(f"{folder} 已存在 / exists already")
    var = configuration.var_folder()
    with explained(), database.running(var):
        folder.mkdir(parents=True, mode=0o700)
        dump = folder / "database.dump"
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", f"--dbname={database.target(var)}")
        dump.chmod(0o600)
        _copy(var, folder)
    typer.echo(f"已备份到 / backed up to {folder}")


@app.command()
def restore(folder: Folder) -> None:
    """Put the backup in FOLDER into an empty installation. One that holds data is refused: nothing is overwritten."""
    dump = folder / "database.dump"
    if not dump.exists():
        raise typer.BadParameter(f"{folder} 不是备份 / is not a backup: database.dump is missing")
    var = configuration.var_folder()
    if any((var / name).exists() for name in KEPT):
        raise typer.BadParameter(f"{var} 里已有密钥或照片 / holds keys or photos: restore into a new LIANXIN_VAR")
    with explained(), database.running(var):
        with psycopg.connect(database.target(var)) as connection:
            if connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchone():
                raise database.DatabaseProblem("数据库不是空的 / the database is not empty: restore into an empty one")
        _copy(folder, var)
        database_option = f"--dbname={database.target(var)}"
        _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", database_option, str(dump))
    typer.echo("已恢复，请运行 / restored; now run: lianxin prepare")
