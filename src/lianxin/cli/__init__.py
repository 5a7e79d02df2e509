"""The `lianxin` command: one file per noun. Each command asks reads or acts; no rule lives here."""


def main() -> None:
    """Entry point of the `lianxin` program."""
    from lianxin.cli.root import app

    app()
