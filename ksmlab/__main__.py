"""`python -m ksmlab` is the ksmlab program."""

from __future__ import annotations

from ksmlab.cli import main

if __name__ == "__main__":
    main()
