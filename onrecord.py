"""Where the command ``onrecord`` begins.

Its packages have names that others use, too: ``scraper`` and ``jobs``. Python takes whichever it
finds first, and another one would make the command fail in odd ways. So this module, whose name is
OnRecord's alone, looks at them before it imports anything of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

#: OnRecord's packages.
PACKAGES = ("jobs", "scraper")
_USAGE = 2
_ATTENTION = 1


def main() -> None:
    """Run the command, unless another package stands in the place of one of OnRecord's."""
    foreign = list(shadowed(Path(__file__).resolve().parent))
    if not foreign:
        from jobs.cli import main as run  # noqa: PLC0415  not before it is known to be our own

        run()
    elif {"-V", "--version"} & set(sys.argv[1:]):
        _print_version(foreign)
    else:
        sys.stderr.write("".join(f"error: {sentence}\n" for sentence in foreign))
        sys.exit(_USAGE)


def shadowed(home: Path) -> Iterator[str]:
    """A sentence about each of OnRecord's packages in whose place Python finds another.

    :param home: the directory that OnRecord's packages are in.
    """
    for name in PACKAGES:
        spec = find_spec(name)
        found = [spec.origin] if spec and spec.origin else []
        found += list((spec and spec.submodule_search_locations) or ())
        places = [Path(place).resolve() for place in found if place]
        if not any(home / name in (place, place.parent) for place in places):
            where = f"is {places[-1]}" if places else "is missing"
            yield (
                f"the package {name!r} {where}, not OnRecord's own in {home}; unset PYTHONPATH, or"
                " install OnRecord in an environment of its own: `pipx install .` in a clone of it"
            )


def _print_version(foreign: list[str]) -> None:
    """The version, and what keeps the command from running."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  slow to import

    try:
        number = version("onrecord")
    except PackageNotFoundError:
        number = "of an unknown version"
    lines = [f"onrecord {number}", f"Python {sys.version.split()[0]} ({sys.executable})"]
    lines += [f"warning: {sentence}" for sentence in foreign]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(_ATTENTION)


if __name__ == "__main__":
    main()
