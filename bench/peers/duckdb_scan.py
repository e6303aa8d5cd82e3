"""DuckDB: reads each log once into counts by advertiser, product and day, then ranks each date from running totals."""

import duckdb
from common import LIST_LENGTH, Task

task = Task()
db = duckdb.connect()
db.execute(f"SET threads = {task.threads}")
db.execute("SET preserve_insertion_order = false")


def read_csv(files, **columns):
    # Named columns spare the sniffer; the logs are plain ASCII with a header and LF.
    return f"read_csv({files}, auto_detect = false, header = true, delim = ',', quote = '\"', columns = {columns})"


db.execute(f"CREATE TABLE active AS FROM {read_csv(task.advertiser_ids, advertiser_id='VARCHAR')}")
ids = {"advertiser_id": "VARCHAR", "product_id": "VARCHAR"}
# Counted first and filtered then: the join sees a tenth of the rows.
db.execute(f"""
    CREATE TABLE views AS
    WITH counted AS (
        SELECT advertiser_id, product_id, date, count(*)::INTEGER AS views
        FROM {read_csv(task.product_views, **ids, date="DATE")} GROUP BY ALL)
    FROM counted SEMI JOIN active USING (advertiser_id)""")
db.execute(f"""
    CREATE TABLE ads AS
    WITH counted AS (
        SELECT advertiser_id, product_id, date,
            (count(*) FILTER (type = 'click'))::INTEGER AS clicks,
            (count(*) FILTER (type = 'impression'))::INTEGER AS impressions
        FROM {read_csv(task.ads_views, **ids, type="VARCHAR", date="DATE")} GROUP BY ALL)
    FROM counted SEMI JOIN active USING (advertiser_id)""")
task.scanned()

# Whole numbers are cheaper to group by than two texts; in this order they also break ties by product id.
db.execute("""
    CREATE TABLE pairs AS
    SELECT advertiser_id, product_id, row_number() OVER (ORDER BY advertiser_id, product_id) AS pair,
        dense_rank() OVER (ORDER BY advertiser_id) AS advertiser
    FROM (SELECT advertiser_id, product_id FROM views UNION SELECT advertiser_id, product_id FROM ads)""")
for log, counts in (("views", ["views"]), ("ads", ["clicks", "impressions"])):
    db.execute(f"""
        CREATE TABLE daily_{log} AS
        SELECT pair, advertiser, date, {", ".join(counts)} FROM {log} JOIN pairs USING (advertiser_id, product_id)""")
    zeros = ", ".join(f"0::BIGINT AS {name}" for name in counts)
    db.execute(f"CREATE TABLE total_{log} AS SELECT pair, advertiser, {zeros} FROM pairs LIMIT 0")


def add_days(log, counts, after, date):
    """Running totals up to `date` from those up to `after`."""
    sums = ", ".join(f"sum({name})::BIGINT AS {name}" for name in counts)
    names = ", ".join(counts)
    lower = f"date > '{after}' AND" if after else ""
    db.execute(f"""
        CREATE OR REPLACE TABLE total_{log} AS
        SELECT pair, advertiser, {sums} FROM (
            SELECT pair, advertiser, {names} FROM total_{log}
            UNION ALL SELECT pair, advertiser, {names} FROM daily_{log} WHERE {lower} date <= '{date}')
        GROUP BY pair, advertiser""")


def write(query, order, file):
    db.execute(f"""
        COPY (
            SELECT advertiser_id, product_id, ranked.* EXCLUDE (pair, advertiser) FROM (
                SELECT *, row_number() OVER (PARTITION BY advertiser ORDER BY {order}, pair) AS rank
                FROM ({query}) QUALIFY rank <= {LIST_LENGTH}
            ) AS ranked JOIN pairs USING (pair))
        TO '{file}' (HEADER, DELIMITER ',')""")


for after, date in task.days():
    add_days("views", ["views"], after, date)
    add_days("ads", ["clicks", "impressions"], after, date)
    write("FROM total_views", "views DESC", task.file(date, "top_products"))
    write(
        "SELECT *, clicks / impressions AS ctr FROM total_ads WHERE clicks > 0 AND impressions > 0",
        "ctr DESC, clicks DESC",
        task.file(date, "top_ctr"),
    )
task.report(duckdb.__version__)
