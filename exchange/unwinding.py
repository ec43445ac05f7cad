"""What of an import has to stay when it is taken back, because something made of it stays. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def kept_with(
    created: Iterable[Node],
    edges: Iterable[tuple[Node, Node]],
    used: Iterable[Node],
    *,
    whole: Iterable[Node] = (),
) -> dict[Node, Node]:
    """Rows that stay, each with the row it stays for (a used one for itself).

    `edges` lead from a row to the row it points at. What a kept row points at stays. What points at a used row stays
    too: a journal with entries keeps its list. `whole` rows are people: whatever of them stays, all of them does.
    """
    made = set(created)
    above: dict[Node, list[Node]] = defaultdict(list)
    below: dict[Node, list[Node]] = defaultdict(list)
    for child, parent in edges:
        above[child].append(parent)
        below[parent].append(child)
    whole_rows = set(whole)
    kept = {node: node for node in used}
    queue = list(kept)
    while queue:
        node = queue.pop()
        drags = kept[node] == node or node in whole_rows
        for other in (*above[node], *(below[node] if drags else ())):
            if other in made and other not in kept:
                kept[other] = node
                queue.append(other)
    return kept


def reason_of(node: Node, kept: Mapping[Node, Node]) -> Node:
    """The used row a row stays for in the end."""
    while kept[node] != node:
        node = kept[node]
    return node
