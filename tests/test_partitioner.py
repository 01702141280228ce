from __future__ import annotations

from aiokafka import partitioner as client
from hypothesis import given
from hypothesis import strategies as st

from streams.partitioner import murmur2, partition_of


@given(st.binary(max_size=200))
def test_keys_are_hashed_as_by_all_clients(key: bytes) -> None:
    """Else the newest version of a page would lie on another partition than the one before."""
    assert murmur2(key) & 0xFFFFFFFF == client.murmur2(key) & 0xFFFFFFFF


@given(st.none() | st.binary(max_size=50), st.integers(min_value=1, max_value=64))
def test_a_key_goes_where_the_client_would_send_it(key: bytes | None, count: int) -> None:
    """A record without a key goes anywhere."""
    places = [*range(count)]
    found = partition_of(key, places, places)
    assert found in places
    assert key is None or found == client.DefaultPartitioner()(key, places, places)
