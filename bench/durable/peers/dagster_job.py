"""The job of a date: four ops in one process, a partition for each date."""

import os

import psycopg
import steps
from dagster import (
    DailyPartitionsDefinition,
    Definitions,
    In,
    Nothing,
    OpExecutionContext,
    RetryPolicy,
    in_process_executor,
    job,
    op,
)

DATES = DailyPartitionsDefinition(start_date=os.environ["START_DATE"], end_date=os.environ["DAY_AFTER_END_DATE"])
RETRIES = RetryPolicy(max_retries=2, delay=10)


@op(retry_policy=RETRIES)
def filter_logs(context: OpExecutionContext):
    return steps.filter_logs(context.partition_key)


@op(retry_policy=RETRIES, ins={"filtered": In(Nothing)})
def rank_top_products(context: OpExecutionContext):
    return steps.rank_top_products(context.partition_key)


@op(retry_policy=RETRIES, ins={"filtered": In(Nothing)})
def rank_top_ctr(context: OpExecutionContext):
    return steps.rank_top_ctr(context.partition_key)


@op(retry_policy=RETRIES, ins={"top_products": In(Nothing), "top_ctr": In(Nothing)})
def write_lists(context: OpExecutionContext):
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        return steps.write_lists(context.partition_key, connection)


@job(partitions_def=DATES, executor_def=in_process_executor)
def recommendations():
    filtered = filter_logs()
    write_lists(top_products=rank_top_products(filtered), top_ctr=rank_top_ctr(filtered))


definitions = Definitions(jobs=[recommendations])
