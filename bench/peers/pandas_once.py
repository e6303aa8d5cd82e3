"""pandas, written with care: reads each log once into counts by pair and day, then ranks each date from running totals."""

import numpy as np
import pandas as pd
import pyarrow as pa
from common import LIST_LENGTH, Task
from pyarrow import csv

task = Task()
pa.set_cpu_count(task.threads)
IDS = ["advertiser_id", "product_id"]


def read(files, columns):
    """Texts as numbered categories: pandas groups by those many times faster than by texts."""
    types = {name: pa.dictionary(pa.int32(), pa.string()) for name in columns}
    options = csv.ConvertOptions(column_types=types)
    table = pa.concat_tables([csv.read_csv(file, convert_options=options) for file in files])
    return table.unify_dictionaries().to_pandas()


def count(files, columns):
    """Counts of the active advertisers' rows, by all columns."""
    rows = read(files, columns)
    active = pd.concat([pd.read_csv(file, dtype=str) for file in task.advertiser_ids])["advertiser_id"]
    counts = rows.groupby(columns, observed=True, sort=False).size().reset_index(name="rows")
    counts = counts[counts["advertiser_id"].isin(active)]
    return counts.astype({name: str for name in columns})


views = count(task.product_views, [*IDS, "date"])
ads = count(task.ads_views, [*IDS, "type", "date"])
task.scanned()

# In this order the number of a pair breaks ties by product id.
pairs = pd.concat([views[IDS], ads[IDS]]).drop_duplicates().sort_values(IDS).reset_index(drop=True)
numbers = pairs.assign(pair=np.arange(len(pairs)))
advertiser = pd.factorize(pairs["advertiser_id"])[0]


def running_totals(counts):
    """A row for each date, a column for each pair: the count up to and including the date."""
    numbered = counts.merge(numbers, on=IDS)
    day = np.searchsorted(task.dates, numbered["date"].to_numpy(dtype=str))
    wanted = day < len(task.dates)
    totals = np.zeros((len(task.dates), len(pairs)), dtype=np.int64)
    np.add.at(totals, (day[wanted], numbered["pair"].to_numpy()[wanted]), numbered["rows"].to_numpy()[wanted])
    return totals.cumsum(axis=0)


def write(kept, order, columns, file):
    """The best of each advertiser among the pairs `kept`; `order` has the keys, the most important first."""
    best = np.lexsort((kept, *(-key for key in reversed(order)), advertiser[kept]))
    owners = advertiser[kept][best]
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]]) if len(owners) else owners
    rank = np.arange(len(owners)) - np.repeat(starts, np.diff(np.r_[starts, len(owners)])) + 1
    best, rank = best[rank <= LIST_LENGTH], rank[rank <= LIST_LENGTH]
    frame = pairs.iloc[kept[best]].assign(**{name: values[best] for name, values in columns.items()}, rank=rank)
    frame.to_csv(file, index=False)


is_click = ads["type"] == "click"
views_of, clicks_of, impressions_of = (running_totals(c) for c in (views, ads[is_click], ads[~is_click]))
for row, date in enumerate(task.dates):
    kept = np.flatnonzero(views_of[row])
    seen = views_of[row][kept]
    write(kept, [seen], {"views": seen}, task.file(date, "top_products"))
    kept = np.flatnonzero((clicks_of[row] > 0) & (impressions_of[row] > 0))
    clicks, impressions = clicks_of[row][kept], impressions_of[row][kept]
    ctr = clicks / impressions
    figures = {"clicks": clicks, "impressions": impressions, "ctr": ctr}
    write(kept, [ctr, clicks], figures, task.file(date, "top_ctr"))
task.report(pd.__version__)
