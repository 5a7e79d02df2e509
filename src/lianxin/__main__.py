"""`python -m lianxin` is the `lianxin` command."""

from lianxin.cli import main

if __name__ == "__main__":
    main()
