"""pandas as the first version did it: every date reads all logs again."""

import pandas as pd
from common import LIST_LENGTH, Task

task = Task()
IDS = ["advertiser_id", "product_id"]


def filter_log(files, active, date):
    rows = pd.concat([pd.read_csv(file, dtype=str) for file in files])
    return rows[rows["advertiser_id"].isin(active) & (rows["date"] <= date)]


def write(lists, order, file):
    keys = ["advertiser_id", *order, "product_id"]
    lists = lists.sort_values(keys, ascending=[True, *[False] * len(order), True])
    lists["rank"] = lists.groupby("advertiser_id").cumcount() + 1
    lists[lists["rank"] <= LIST_LENGTH].to_csv(file, index=False)


for date in task.dates:
    active = pd.concat([pd.read_csv(file, dtype=str) for file in task.advertiser_ids])["advertiser_id"]
    views = filter_log(task.product_views, active, date)
    write(views.groupby(IDS).size().reset_index(name="views"), ["views"], task.file(date, "top_products"))
    ads = filter_log(task.ads_views, active, date)
    counts = ads.groupby([*IDS, "type"]).size().unstack("type", fill_value=0)
    counts = counts.reindex(columns=["click", "impression"], fill_value=0).reset_index()
    counts = counts.rename(columns={"click": "clicks", "impression": "impressions"})
    counts = counts[(counts["clicks"] > 0) & (counts["impressions"] > 0)]
    counts["ctr"] = counts["clicks"] / counts["impressions"]
    write(counts, ["ctr", "clicks"], task.file(date, "top_ctr"))
task.report(pd.__version__)
