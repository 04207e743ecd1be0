"""The ids of the built-in roles (HU-9), the same in every account and store."""

from ._roster import _role

globals().update({name: role for name, role in vars(_role).items() if not name.startswith("_")})
