"""What an edit changed, kept as plain values so that undo restores it to the letter."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from portal.operations.outline_tree import Tree, TreeClause

_FIELDS = tuple(item.name for item in fields(TreeClause))


def difference(before: Tree, after: Tree) -> dict[str, Any]:
    """What turns `after` back into `before`.

    Shape: `added` identities, `removed` clauses with their place `at`, `changed` old values.
    """
    old = {clause.identity: clause for clause in before}
    new = {clause.identity: clause for clause in after}
    return {
        "added": [identity for identity in new if identity not in old],
        "removed": [
            {"at": at, **asdict(clause)}
            for at, clause in enumerate(before)
            if clause.identity not in new
        ],
        "changed": {
            identity: _old_values(clause, new[identity])
            for identity, clause in old.items()
            if identity in new and clause != new[identity]
        },
    }


def _old_values(old: TreeClause, new: TreeClause) -> dict[str, Any]:
    return {
        name: getattr(old, name) for name in _FIELDS if getattr(old, name) != getattr(new, name)
    }


def restored(tree: Tree, change: dict[str, Any]) -> Tree:
    """The tree before the change."""
    made = [
        replace(clause, **change["changed"].get(clause.identity, {}))
        for clause in tree
        if clause.identity not in change["added"]
    ]
    for values in change["removed"]:
        made.insert(values["at"], TreeClause(**{name: values[name] for name in _FIELDS}))
    return made
