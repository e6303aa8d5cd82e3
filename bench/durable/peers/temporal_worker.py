"""Temporal's worker in Python: the steps as synchronous activities in threads, while Polars works without the GIL."""

import asyncio
import contextvars
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import steps
from psycopg_pool import ConnectionPool
from temporal_workflow import TASK_QUEUE, DailyRecommendations
from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

HEARTBEAT_SECONDS = 5
ACTIVITIES = int(os.environ["ACTIVITIES"])


@contextmanager
def heartbeats():
    """Heartbeats beside a call that blocks."""
    done = threading.Event()
    context = contextvars.copy_context()

    def beat():
        while not done.wait(HEARTBEAT_SECONDS):
            context.run(activity.heartbeat)

    threading.Thread(target=beat, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def step(work):
    @activity.defn(name=work.__name__)
    def run(date: str) -> dict[str, int] | int:
        with heartbeats():
            return work(date)

    return run


async def main():
    with (
        ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=ACTIVITIES) as pool,
        ThreadPoolExecutor(ACTIVITIES) as executor,
    ):
        pool.wait()

        def write_lists(date):
            with pool.connection() as connection:
                return steps.write_lists(date, connection)

        works = (steps.filter_logs, steps.rank_top_products, steps.rank_top_ctr, write_lists)
        worker = Worker(
            await Client.connect(os.environ["TEMPORAL_ADDRESS"]),
            task_queue=TASK_QUEUE,
            workflows=[DailyRecommendations],
            activities=[step(work) for work in works],
            activity_executor=executor,
            max_concurrent_activities=ACTIVITIES,
        )
        async with worker:
            print("worker is polling", flush=True)
            await asyncio.Event().wait()


asyncio.run(main())
