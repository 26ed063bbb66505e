"""JSON documents that differ in one place."""

import copy

from vcwallet.model import pointer

ABSENT = type("Absent", (), {"__repr__": lambda _: "absent"})()


def changed(document, place, value):
    """A copy in which the value at the JSON pointer `place` is another, or with `ABSENT` is gone."""
    result = copy.deepcopy(document)
    *parents, last = pointer.parse(place)
    parent = pointer.resolve(result, pointer.join(*parents))
    key = int(last) if isinstance(parent, list) else last
    if value is ABSENT:
        del parent[key]
    else:
        parent[key] = value
    return result
