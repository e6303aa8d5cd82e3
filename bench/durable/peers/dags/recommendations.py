"""The DAG of a date: four tasks."""

import os
from datetime import datetime, timedelta

from airflow.sdk import dag, get_current_context, task

DEFAULTS = {"retries": 2, "retry_delay": timedelta(seconds=10), "execution_timeout": timedelta(minutes=30)}


def day(name, hour):
    return datetime.fromisoformat(f"{os.environ[name]}T{hour}:00:00+00:00")


def current_date():
    return get_current_context()["ds"]


# Polars is imported in the tasks only: the DAG processor reads this file again and again.
@task
def filter_logs():
    import steps

    return steps.filter_logs(current_date())


@task
def rank_top_products():
    import steps

    return steps.rank_top_products(current_date())


@task
def rank_top_ctr():
    import steps

    return steps.rank_top_ctr(current_date())


@task
def write_lists():
    import psycopg
    import steps

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        return steps.write_lists(current_date(), connection)


@dag(
    schedule="0 23 * * *",
    start_date=day("START_DATE", "00"),
    end_date=day("END_DATE", "23"),
    catchup=True,
    max_active_runs=int(os.environ["ACTIVE_RUNS"]),
    default_args=DEFAULTS,
)
def recommendations():
    filter_logs() >> [rank_top_products(), rank_top_ctr()] >> write_lists()


recommendations()
