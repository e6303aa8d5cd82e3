"""The four steps of a date in Polars, as every durable peer runs them: files in a folder, lists in Postgres."""

import fcntl
import io
import os
from contextlib import contextmanager
from pathlib import Path

import polars as pl

LIST_LENGTH = 20
IDS = ["advertiser_id", "product_id"]
LOGS = Path(os.environ["LOGS"])
WORK = Path(os.environ["WORK"])
COUNTERS = {"product_views": ["views"], "ads_views": ["clicks", "impressions"]}
COLUMNS = {
    "top_products": [*IDS, "views", "date", "rank"],
    "top_ctr_products": [*IDS, "clicks", "impressions", "ctr", "date", "rank"],
}


def filter_logs(date):
    """Sums of the active advertisers' products up to and including the date."""
    active = pl.read_csv(LOGS / "advertiser_ids.csv", schema={"advertiser_id": pl.String})["advertiser_id"].implode()
    is_active = pl.col("advertiser_id").is_in(active)
    rows = {}
    for log, counters in COUNTERS.items():
        if os.environ["COUNTS"] == "once":
            products, days = _counts(log)
            counted = days.filter(pl.col("date") <= pl.lit(date).str.to_date())
            sums = counted.group_by("number").agg(pl.col(counters).sum())
            sums = products.filter(is_active).join(sums, on="number").drop("number")
        else:
            sums = _rows(log).filter(is_active, pl.col("date") <= date).group_by(IDS).agg(_aggregates(log))
        rows[log] = _write(sums.collect(engine="streaming"), _file(date, log))
    return rows


def rank_top_products(date):
    """The most viewed products of each advertiser."""
    return _rank(pl.read_parquet(_file(date, "product_views")), ["views"], date, "top_products")


def rank_top_ctr(date):
    """The products of each advertiser with the highest share of clicks."""
    shown = pl.scan_parquet(_file(date, "ads_views")).filter((pl.col("clicks") > 0) & (pl.col("impressions") > 0))
    with_ctr = shown.with_columns((pl.col("clicks") / pl.col("impressions")).alias("ctr")).collect()
    return _rank(with_ctr, ["ctr", "clicks"], date, "top_ctr_products")


def write_lists(date, connection):
    """Replaces the lists of the date in one transaction."""
    written = {}
    with connection.transaction(), connection.cursor() as cursor:
        for table, columns in COLUMNS.items():
            lists = pl.read_parquet(_file(date, table)).with_columns(pl.lit(date).alias("date")).select(columns)
            cursor.execute(f"DELETE FROM {table} WHERE date = %s", [date])
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)") as copy:
                lines = io.BytesIO()
                lists.write_csv(lines, include_header=False)
                copy.write(lines.getvalue())
            written[table] = len(lists)
    return written


def _rows(log):
    types = ["type"] if log == "ads_views" else []
    return pl.scan_csv(LOGS / f"{log}.csv", schema={name: pl.String for name in [*IDS, *types, "date"]})


def _aggregates(log):
    if log == "product_views":
        return [pl.len().cast(pl.Int64).alias("views")]
    is_click = pl.col("type") == "click"
    return [is_click.sum().cast(pl.Int64).alias("clicks"), is_click.not_().sum().cast(pl.Int64).alias("impressions")]


def _counts(log):
    """
    A log's numbered products, and their counts by number and day: whole numbers are cheaper to group by than texts. The
    first date that asks makes both, the others wait for them.
    """
    source = (LOGS / f"{log}.csv").stat()
    folder = WORK / "counts" / f"{log}-{source.st_mtime_ns}-{source.st_size}"
    products, days = folder / "products.parquet", folder / "days.parquet"
    with _alone(folder / "lock"):
        if not days.exists():
            counts = _rows(log).group_by(*IDS, "date").agg(_aggregates(log)).collect(engine="streaming")
            numbers = counts.select(IDS).unique().sort(IDS).with_row_index("number")
            _write(numbers, products)
            by_number = counts.with_columns(pl.col("date").str.to_date()).join(numbers, on=IDS).drop(IDS)
            _write(by_number, days)
    return pl.scan_parquet(products), pl.scan_parquet(days)


@contextmanager
def _alone(file):
    """Waits while another thread or process holds the same lock."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _rank(sums, order, date, table):
    keys = ["advertiser_id", *order, "product_id"]
    ranked = sums.sort(keys, descending=[False, *[True] * len(order), False])
    ranked = ranked.with_columns(pl.int_range(1, pl.len() + 1).over("advertiser_id").alias("rank"))
    return _write(ranked.filter(pl.col("rank") <= LIST_LENGTH), _file(date, table))


def _file(date, name):
    return WORK / f"date={date}" / f"{name}.parquet"


def _write(frame, file):
    """Readers never see half a file; returns the number of rows."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}.unfinished")
    frame.write_parquet(unfinished, compression="lz4")
    unfinished.rename(file)
    return len(frame)
