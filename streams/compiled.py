"""Decides whether the busiest modules run compiled: only where these very sources were compiled for this Python."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from hashlib import blake2b
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

SUFFIX = EXTENSION_SUFFIXES[0]
"""How the files that this Python on this platform can load end."""
_EXTRACT = (
    "access blocks boilerplate byline claims clean container credits date_labels dateline dates datetext "
    "description document edges hints jsonld kind language_hint lead lead_image line links listing "
    "marked_bylines marked_dates media meta_tags metadata microdata noise outline picture_url place "
    "publisher record runs shown_dates signature subtitle surroundings tables tag_links taxonomy teasers text title "
    "titles url_dates walk writer"
)
_ENRICH = "fingerprint quality statistics"
MODULES = (
    *(f"streams.extract.{name}" for name in _EXTRACT.split()),
    *(f"streams.enrich.{name}" for name in _ENRICH.split()),
)
"""The modules that gain by it. Not those that count on lazy generator expressions: mypyc runs them to their end."""

NATIVE = (
    *(f"streams.extract.{name}" for name in ("_octets", "_signs", "_tree")),
    "streams.enrich._words",
)
"""The modules in Cython; beside each stands another in Python that gives the same."""

_PACKAGE = Path(__file__).parent


def sources() -> list[Path]:
    """The files of the modules."""
    return [_file(name, ".py") for name in MODULES] + [_file(name, ".pyx") for name in NATIVE]


def _file(name: str, suffix: str) -> Path:
    return _PACKAGE.parent.joinpath(*name.split(".")).with_suffix(suffix)


def folder() -> Path:
    """Where the compiled form of the sources as they are now lies, if there is one.

    Named by their hash: after a change of any of them nothing stale can be loaded.
    """
    digest = blake2b(digest_size=10)
    for path in sources():
        digest.update(path.read_bytes())
    return _PACKAGE / "_compiled" / digest.hexdigest()


def prefer() -> None:
    """Makes imports take the compiled modules, if there are any and `PURE_PYTHON` is not set."""
    if not os.environ.get("PURE_PYTHON"):
        files = {path.name.removesuffix(SUFFIX): path for path in folder().glob(f"*{SUFFIX}")}
        if files:
            sys.meta_path.insert(0, _Finder(files))


def is_active() -> bool:
    """Whether the modules run compiled in this process."""
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)


class _Finder(MetaPathFinder):
    """Finds compiled modules, and the library that they share, by the names of their files."""

    def __init__(self, files: dict[str, Path]) -> None:
        self._files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self._files.get(fullname)
        if file is None:
            return None
        return spec_from_file_location(fullname, file, loader=ExtensionFileLoader(fullname, str(file)))
