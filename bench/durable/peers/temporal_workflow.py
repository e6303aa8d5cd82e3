"""The workflow of a date: four activities, each with its own timeouts and retries."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

TASK_QUEUE = "recommendations"
STEP = {
    "start_to_close_timeout": timedelta(minutes=30),
    "heartbeat_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(maximum_attempts=5),
}


@workflow.defn(name="dailyRecommendations")
class DailyRecommendations:
    @workflow.run
    async def run(self, date: str) -> dict[str, int]:
        await workflow.execute_activity("filter_logs", date, **STEP)
        await asyncio.gather(
            workflow.execute_activity("rank_top_products", date, **STEP),
            workflow.execute_activity("rank_top_ctr", date, **STEP),
        )
        return await workflow.execute_activity("write_lists", date, **STEP)
