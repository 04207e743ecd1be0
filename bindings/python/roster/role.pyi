# Written by make_stubs.py from the extension's own tables: change those, then run `./dev generate`.
# ruff: noqa
# fmt: off
from typing import Final
from uuid import UUID

owner: Final[UUID]
administrator: Final[UUID]
user: Final[UUID]
light_user: Final[UUID]
