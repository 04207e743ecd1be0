# Written by bindings/python/make_stubs.py from the extension's own tables: change those, then run `./dev generate`.
from typing import Final
from uuid import UUID

owner: Final[UUID]
administrator: Final[UUID]
user: Final[UUID]
light_user: Final[UUID]
