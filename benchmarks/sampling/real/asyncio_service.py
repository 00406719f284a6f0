"""An asyncio server and its clients in one process: JSON lines over the loopback, with tasks, a queue and timeouts."""

import asyncio
import json

from timed import run

CLIENTS = 8
REQUESTS = 25


async def answer(reader, writer):
    while line := await reader.readline():
        request = json.loads(line)
        await asyncio.sleep(0)
        total = sum(value * value for value in request["values"])
        writer.write(json.dumps({"id": request["id"], "total": total}).encode() + b"\n")
        await writer.drain()
    writer.close()


async def ask(port, results):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(REQUESTS):
        writer.write(json.dumps({"id": number, "values": list(range(50))}).encode() + b"\n")
        reply = json.loads(await asyncio.wait_for(reader.readline(), 5))
        await results.put(reply["total"])
    writer.close()
    await writer.wait_closed()


async def serve():
    results = asyncio.Queue()
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        await asyncio.gather(*(ask(port, results) for _ in range(CLIENTS)))
    assert results.qsize() == CLIENTS * REQUESTS


run(lambda: asyncio.run(serve()))
