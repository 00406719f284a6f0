"""Blocks an event loop in C functions that coroutines call, below coroutines that await those."""

import asyncio
import time


class Handler:
    async def blocks(self):
        time.sleep(0.02)

    async def handles(self):
        await self.blocks()
        await asyncio.sleep(0)


async def main():
    handler = Handler()
    for _ in range(50):
        await handler.handles()


asyncio.run(main())
