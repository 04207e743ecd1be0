"""The preset policies, as functions. A preset is data: replace() changes any value."""

from ._roster import _policy

globals().update({name: preset for name, preset in vars(_policy).items() if not name.startswith("_")})
