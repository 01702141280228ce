"""Decides how the meaning of a class's fields or a module's names is read from its source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from types import ModuleType


def docs_of(thing: type | ModuleType) -> dict[str, str]:
    """For each name that is assigned in a class or module and has a docstring below it: that docstring."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing))).body
    body = tree[0].body if isinstance(tree[0], ast.ClassDef) else tree
    return dict(_documented(body))


def _documented(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, following in pairwise(body):
        name = _assigned(statement)
        if name and isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            yield name, inspect.cleandoc(str(following.value.value))


def _assigned(statement: ast.stmt) -> str | None:
    target = (
        statement.targets[0]
        if isinstance(statement, ast.Assign)
        else statement.target
        if isinstance(statement, ast.AnnAssign)
        else None
    )
    return target.id if isinstance(target, ast.Name) else None
