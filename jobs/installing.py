"""How OnRecord is installed, for whoever needs more of it. It is on no package index yet, so all of
this happens in the user's clone of the repository.
"""

from __future__ import annotations

#: With an extra, in braces. Extras that were installed before have to be named again.
INSTALL_EXTRA = (
    "in your clone of OnRecord, run: pipx install --force '.[{extra}]' (with pip: pip install"
    " '.[{extra}]')"
)
#: A newer version.
UPGRADE = (
    "upgrade OnRecord: in your clone, run `git pull` and `pipx install --force .` (with pip: `pip"
    " install .`)"
)
