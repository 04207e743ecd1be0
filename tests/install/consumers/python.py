"""A host that uses the installed Python package."""

import roster

print("python:", roster.__name__, roster.__file__)
