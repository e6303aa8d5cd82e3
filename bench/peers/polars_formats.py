"""Polars: counts logs of one format by advertiser, product and day."""

import os

from formats import COUNTERS, TYPES, FormatTask

task = FormatTask()
# Read by Polars when it is imported.
os.environ["POLARS_MAX_THREADS"] = str(task.threads)
import polars as pl  # noqa: E402

task.start()
IDS = ["advertiser_id", "product_id"]


def texts(*names):
    return {name: pl.String for name in names}


def scan(log, file):
    """The rows of a log, with their day as `counted_day`."""
    type_column = ["type"] if log == "ads_views" else []
    day = pl.col("date")
    if task.kind == "csv":
        rows = pl.scan_csv(file, schema=texts(*IDS, *type_column, "date"))
    elif task.kind == "csv-timestamps":
        rows = pl.scan_csv(file, schema=texts(*IDS, *type_column, "timestamp"))
        instant = pl.col("timestamp").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="ms", time_zone="UTC")
        day = instant.dt.convert_time_zone(task.time_zone).dt.date()
    elif task.kind == "csv-described":
        names = ["evento"] if log == "ads_views" else []
        rows = pl.scan_csv(file, separator=";", schema=texts("dia", "anunciante", "articulo", *names))
        rows = rows.rename({"anunciante": "advertiser_id", "articulo": "product_id"})
        rows = rows.rename({"evento": "type"}) if log == "ads_views" else rows
        day = pl.col("dia").str.to_date("%d/%m/%Y")
    elif task.kind == "jsonl":
        rows = pl.scan_ndjson(file, schema=texts(*IDS, *type_column, "date"))
    elif task.kind == "report":
        counts = {name: pl.Int64 for name in COUNTERS[log]}
        rows = pl.scan_csv(file, separator=";", schema={**texts("day", *IDS), **counts})
        day = pl.col("day")
    else:
        rows = pl.scan_parquet(file)
    return rows.with_columns(day.alias("counted_day"))


def counts(log):
    if task.kind == "report":
        return [pl.col(name).sum() for name in COUNTERS[log]]
    if log == "product_views":
        return [pl.len().cast(pl.Int64).alias("views")]
    return [
        (pl.col("type") == type).sum().cast(pl.Int64).alias(name) for type, name in zip(TYPES, COUNTERS[log])
    ]


counted = {}
for log, file in task.files.items():
    grouped = scan(log, file).group_by(*IDS, "counted_day")
    counted[log] = grouped.agg(*counts(log)).collect(engine="streaming")
task.counted(pl.__version__)
for log, frame in counted.items():
    frame.write_csv(task.out(log), include_header=False)
task.report()
