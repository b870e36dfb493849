"""Which row belongs to which user id. Pure: NumPy only.

Ids that lie close together are looked up in an array, many at once. Those far above the others stand in a dict: an array that reaches one id of a
thousand million would take eight gigabytes.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

CLOSE: Final = 32  # the array is at most so many times as long as there are ids
LEAST: Final = 1024


class Index:
    """User id (not negative) → row; -1 says there is none."""

    def __init__(self) -> None:
        self._near: NDArray[np.int64] = np.full(LEAST, -1, np.int64)
        self._far: dict[int, int] = {}
        self._size = 0

    @property
    def nbytes(self) -> int:
        """Memory of the array and, about, of the dict."""
        return self._near.nbytes + 100 * len(self._far)

    def __getitem__(self, user: int) -> int:
        return int(self._near[user]) if user < len(self._near) else self._far.get(user, -1)

    def all(self, users: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each."""
        near = users < len(self._near)
        rows = np.full(len(users), -1, np.int64)
        rows[near] = self._near[users[near]]
        if self._far and not near.all():
            rows[~near] = [self._far.get(user, -1) for user in users[~near].tolist()]
        return rows

    def put(self, user: int, row: int) -> None:
        """Give a user who has none this row."""
        self._size += 1
        if len(self._near) <= user < CLOSE * (self._size + LEAST):
            self._widen(user + 1)
        if user < len(self._near):
            self._near[user] = row
        else:
            self._far[user] = row

    def drop(self, user: int) -> None:
        """Take a user's row away, who has one."""
        self._size -= 1
        if user < len(self._near):
            self._near[user] = -1
        else:
            del self._far[user]

    def _widen(self, length: int) -> None:
        wider = np.full(max(length, 2 * len(self._near)), -1, np.int64)
        wider[: len(self._near)] = self._near
        self._near = wider
        for user in [user for user in self._far if user < len(wider)]:
            wider[user] = self._far.pop(user)
