from __future__ import annotations

import asyncio

from streams.gate import Gate


async def test_many_pass_together_and_one_alone() -> None:
    """Who wants to be alone waits for all inside, and keeps later ones out."""
    gate, inside, seen = Gate(), set[str](), dict[str, set[str]]()

    async def together(name: str) -> None:
        async with gate.together():
            inside.add(name)
            await asyncio.sleep(0.01)
            seen[name] = set(inside)
            inside.discard(name)

    async def alone(name: str) -> None:
        async with gate.alone():
            seen[name] = set(inside)
            await asyncio.sleep(0.01)
            assert not inside

    await asyncio.gather(together("a"), together("b"), alone("c"), together("d"), alone("e"))
    assert seen["a"] == {"a", "b"}
    assert seen["c"] == seen["e"] == set()
    assert seen["d"] == {"d"}
