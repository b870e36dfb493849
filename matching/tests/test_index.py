"""Which row belongs to which user id, however far apart the ids lie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.index import Index

ids = st.one_of(st.integers(0, 3000), st.integers(0, 10**6), st.integers(10**9, 10**9 + 50))


@given(st.lists(st.tuples(ids, st.booleans()), max_size=200))
def test_it_says_what_a_dict_would(moves):
    index, plain = Index(), {}
    for row, (user, stays) in enumerate(moves):
        if user not in plain:
            index.put(user, row)
            plain[user] = row
        elif not stays:
            index.drop(user)
            del plain[user]
    users = [user for user, __ in moves]
    assert [index[user] for user in users] == [plain.get(user, -1) for user in users]
    assert list(index.all(np.array(users, np.int64))) == [plain.get(user, -1) for user in users]


@pytest.mark.parametrize("users", [[10**9], [1, 2, 10**9, 10**12], range(10**9, 10**9 + 5000)], ids=str)
def test_ids_far_above_the_others_take_little_memory(users):
    index = Index()
    for row, user in enumerate(users):
        index.put(user, row)
    assert list(index.all(np.array(users, np.int64))) == list(range(len(users)))
    assert index.nbytes < 8 * 1024 + 1000 * len(users)


def test_ids_that_come_within_reach_move_into_the_array():
    index = Index()
    index.put(100_000, 7)
    for user in range(5000):
        index.put(user, user + 10)
    index.put(100_001, 8)
    assert (index[100_000], index[100_001], index[99_999]) == (7, 8, -1)
    index.drop(100_000)
    assert index[100_000] == -1
