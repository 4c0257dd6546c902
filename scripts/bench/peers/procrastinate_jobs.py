"""Procrastinate with jobs that do nothing: ``URL COUNT CONCURRENCY``; prints jobs a second."""

from __future__ import annotations

import asyncio
import logging
import sys
import time

from procrastinate import App, PsycopgConnector

url, count, concurrency = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
app = App(connector=PsycopgConnector(conninfo=url, max_size=concurrency + 2))
done = []


@app.task(name="nothing")
async def nothing(number: int) -> None:
    """Do nothing but count."""
    done.append(number)


async def main() -> None:
    """Defer the jobs, and measure from the worker's start until none is left."""
    logging.disable(logging.CRITICAL)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await nothing.batch_defer_async(*({"number": number} for number in range(count)))
        begin = time.perf_counter()
        await app.run_worker_async(
            wait=False, concurrency=concurrency, install_signal_handlers=False
        )
        seconds = time.perf_counter() - begin
    if len(done) != count:
        sys.exit(f"{len(done)} jobs were done instead of {count}")
    sys.stdout.write(f"{count / seconds}\n")


asyncio.run(main())
