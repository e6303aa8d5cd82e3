"""DuckDB: counts logs of one format by advertiser, product and day."""

import duckdb
from formats import COUNTERS, TYPES, FormatTask

task = FormatTask()
db = duckdb.connect()
db.execute(f"SET threads = {task.threads}")
db.execute("SET preserve_insertion_order = false")
IDS = {"advertiser_id": "VARCHAR", "product_id": "VARCHAR"}


def read_csv(file, delimiter=",", **columns):
    # Named columns spare the sniffer; the logs are plain ASCII with a header and LF.
    options = f"auto_detect = false, header = true, delim = '{delimiter}', quote = '\"', columns = {columns}"
    return f"read_csv('{file}', {options})"


def source(log, file):
    """The rows of a log, and what their day is."""
    type_column = {"type": "VARCHAR"} if log == "ads_views" else {}
    if task.kind == "csv":
        return read_csv(file, **IDS, **type_column, date="DATE"), "date"
    if task.kind == "csv-timestamps":
        rows = read_csv(file, **IDS, **type_column, timestamp="TIMESTAMPTZ")
        return rows, f"(timestamp AT TIME ZONE '{task.time_zone}')::DATE"
    if task.kind == "csv-described":
        names = {"dia": "VARCHAR", "anunciante": "VARCHAR", "articulo": "VARCHAR"}
        names |= {"evento": "VARCHAR"} if log == "ads_views" else {}
        renamed = "dia, anunciante AS advertiser_id, articulo AS product_id"
        renamed += ", evento AS type" if log == "ads_views" else ""
        return f"(SELECT {renamed} FROM {read_csv(file, ';', **names)})", "strptime(dia, '%d/%m/%Y')::DATE"
    if task.kind == "jsonl":
        columns = {**IDS, **type_column, "date": "DATE"}
        return f"read_json('{file}', format = 'newline_delimited', columns = {columns})", "date"
    if task.kind == "report":
        counts = {name: "BIGINT" for name in COUNTERS[log]}
        return read_csv(file, ";", day="DATE", **IDS, **counts), "day"
    return f"read_parquet('{file}')", "date"


def counts(log):
    if task.kind == "report":
        return ", ".join(f"sum({name})::BIGINT AS {name}" for name in COUNTERS[log])
    if log == "product_views":
        return "count(*) AS views"
    return ", ".join(
        f"count(*) FILTER (type = '{type}') AS {name}" for type, name in zip(TYPES, COUNTERS[log])
    )


for log, file in task.files.items():
    rows, day = source(log, file)
    db.execute(f"""
        CREATE TABLE {log} AS
        SELECT advertiser_id, product_id, {day} AS counted_day, {counts(log)}
        FROM {rows} GROUP BY advertiser_id, product_id, counted_day""")
task.counted(duckdb.__version__)
for log in task.files:
    db.execute(f"COPY {log} TO '{task.out(log)}' (HEADER false, DELIMITER ',')")
task.report()
