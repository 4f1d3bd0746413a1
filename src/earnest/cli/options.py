"""Which options have the same meaning in every command? Written once, worn by all."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Give one JSON value, for programs.")]
As = Annotated[
    str,
    typer.Option(
        "--as", metavar="LOGIN", help="Act as this person; the demo's buyer where nobody is named."
    ),
]
Key = Annotated[
    str, typer.Option("--key", help="A key of your own: repeating the command repeats nothing.")
]
Order = Annotated[str, typer.Argument(metavar="ORDER", help="The order's id, or how it begins.")]
