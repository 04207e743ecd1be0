from . import policy as policy
from . import role as role
from ._roster import *  # noqa: F403
from ._roster import __version__ as __version__
