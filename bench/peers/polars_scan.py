"""Polars: scans each log once into counts by advertiser, product and day, then ranks each date from running totals."""

import os

from common import LIST_LENGTH, Task

task = Task()
# Read by Polars when it is imported.
os.environ["POLARS_MAX_THREADS"] = str(task.threads)
import polars as pl  # noqa: E402

IDS = ["advertiser_id", "product_id"]
active = pl.read_csv(task.advertiser_ids, schema={"advertiser_id": pl.String})["advertiser_id"].implode()


def count(files, columns, *aggregates):
    """Counts of the active advertisers' rows by pair and day."""
    scan = pl.scan_csv(files, schema={name: pl.String for name in columns})
    kept = scan.filter(pl.col("advertiser_id").is_in(active))
    return kept.group_by(*IDS, "date").agg(*aggregates).collect(engine="streaming")


views = count(task.product_views, [*IDS, "date"], pl.len().cast(pl.Int64).alias("views"))
is_click = pl.col("type") == "click"
ads = count(
    task.ads_views,
    [*IDS, "type", "date"],
    is_click.sum().cast(pl.Int64).alias("clicks"),
    is_click.not_().sum().cast(pl.Int64).alias("impressions"),
)
task.scanned()

# Whole numbers are cheaper to group by than two texts; in this order they also break ties by product id.
pairs = pl.concat([views.select(IDS), ads.select(IDS)]).unique().sort(IDS).with_row_index("pair")
pairs = pairs.with_columns(pl.col("advertiser_id").rle_id().alias("advertiser"))
names = pairs.select("pair", *IDS)


def by_day(counts):
    """The counts of each day by whole numbers, the days in a dictionary."""
    numbered = counts.join(pairs, on=IDS).drop(IDS)
    return {day: part for (day,), part in numbered.partition_by("date", as_dict=True, include_key=False).items()}


def add_days(total, daily, after, date):
    """Running totals up to `date` from those up to `after`."""
    new = [part for day, part in daily.items() if after < day <= date]
    parts = [*([] if total is None else [total]), *new]
    if not parts:
        return None
    return pl.concat(parts, how="diagonal").group_by("pair", "advertiser").sum()


def write(totals, order, file):
    ranked = totals.sort(["advertiser", *order, "pair"], descending=[False, *[True] * len(order), False])
    ranked = ranked.with_columns(pl.int_range(1, pl.len() + 1).over("advertiser").alias("rank"))
    best = ranked.filter(pl.col("rank") <= LIST_LENGTH).join(names, on="pair", maintain_order="left")
    best.select(*IDS, pl.exclude(*IDS, "pair", "advertiser")).write_csv(file)


daily_views, daily_ads = by_day(views), by_day(ads)
total_views = total_ads = None
for after, date in task.days():
    total_views = add_days(total_views, daily_views, after, date)
    total_ads = add_days(total_ads, daily_ads, after, date)
    if total_views is not None:
        write(total_views, ["views"], task.file(date, "top_products"))
    if total_ads is not None:
        shown = total_ads.filter((pl.col("clicks") > 0) & (pl.col("impressions") > 0))
        with_ctr = shown.with_columns((pl.col("clicks") / pl.col("impressions")).alias("ctr"))
        write(with_ctr, ["ctr", "clicks"], task.file(date, "top_ctr"))
task.report(pl.__version__)
