"""Starts a run for each date, and waits until all have ended."""

import asyncio
import os
import sys

from temporal_workflow import TASK_QUEUE, DailyRecommendations
from temporalio.client import Client


async def main(dates):
    client = await Client.connect(os.environ["TEMPORAL_ADDRESS"])
    runs = (
        client.execute_workflow(DailyRecommendations.run, date, id=f"recommendations-{date}", task_queue=TASK_QUEUE)
        for date in dates
    )
    await asyncio.gather(*runs)


asyncio.run(main(sys.argv[1:]))
# Threads of the SDK's core sometimes abort an interpreter that they outlive.
os._exit(0)
