"""`python -m stemma`: the same as the `stemma` command."""

from stemma.cli import main

main()
