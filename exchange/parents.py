"""Rows that cannot become what they were: what they pointed at is no longer there."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

Node = tuple[str, int]
PARENT_GONE = "того, к чему это относилось, уже нет"


def parentless(
    models: Mapping[str, Any], before: Mapping[Node, Any], coming: set[Node]
) -> set[Node]:
    """Which of the rows, as they were `before`, point at what is gone and does not come back with them.

    `coming` are rows that come back themselves. A statement a key field of a table.
    """
    by_label: dict[str, list[Node]] = defaultdict(list)
    for node in before:
        by_label[node[0]].append(node)
    absent: dict[Node, list[Node]] = defaultdict(list)
    for label, nodes in by_label.items():
        for link in models[label]._meta.concrete_fields:
            if link.is_relation:
                _note_absent(
                    link, {node: getattr(before[node], link.attname) for node in nodes}, absent
                )
    lost: set[Node] = set()
    while True:
        more = {
            node
            for node, parents in absent.items()
            if node not in lost and any(one not in coming or one in lost for one in parents)
        }
        if not more:
            return lost
        lost |= more


def _note_absent(link: Any, asked: dict[Node, int | None], absent: dict[Node, list[Node]]) -> None:
    keys = {key for key in asked.values() if key is not None}
    if not keys:
        return
    there = set(link.related_model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
    for node, key in asked.items():
        if key is not None and key not in there:
            absent[node].append((link.related_model._meta.label, key))
