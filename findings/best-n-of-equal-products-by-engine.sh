#!/usr/bin/env bash
# The best 3 of 3,000 products that all have 5 views: which ones does each engine give?
#
# Packages: duckdb 2.0.1, polars 2.1.0, pandas 3.1.1, pyarrow 26.0.1 from PyPI.
# Guess:    each keeps the three that come first in the file, in that order.
# Seen:     pandas `nlargest`, pyarrow `select_k_unstable`, and sorting in Polars and DuckDB do. DuckDB `max_by(…, 3)` keeps the
#           same three in REVERSE order. Polars `top_k` and `top_k_by` keep three others. None gives the smallest ids.
# So:       a list of the best 20 needs every rule for ties in its ORDER BY. "Top k" functions do not know the rule
#           "then product_id ascending". Peers in the benchmark sort by all columns; domain/models/rank.ts is the product's rule.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  duckdb==2.0.1 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1 numpy==2.4.6
cat > "$folder/seen.py" <<'PYTHON'
import random

import duckdb
import polars as pl
import pyarrow.compute as pc

ids = [f"p{number:04d}" for number in range(3000)]
random.Random(1).shuffle(ids)
frame = pl.DataFrame({"product_id": ids, "views": [5] * len(ids)})
table = frame.to_arrow()
first = ids[:3]


def report(name, found):
    found = list(found)
    if found == first:
        kind = "the first three"
    elif found == first[::-1]:
        kind = "the first three, reversed"
    elif found == sorted(ids)[:3]:
        kind = "the smallest ids"
    else:
        kind = "three others"
    print(f"{name}: {kind}")


report("pandas nlargest", frame.to_pandas().nlargest(3, "views")["product_id"])
report("pyarrow select_k_unstable", table.take(pc.select_k_unstable(table, 3, [("views", "descending")]))["product_id"].to_pylist())
report("polars sort, head", frame.sort("views", descending=True).head(3)["product_id"])
report("polars top_k", frame.top_k(3, by="views")["product_id"])
report("polars top_k_by", frame.select(pl.col("product_id").top_k_by("views", 3))["product_id"])
report("duckdb ORDER BY views", [row[0] for row in duckdb.sql('SELECT product_id FROM "table" ORDER BY views DESC LIMIT 3').fetchall()])
report("duckdb max_by", duckdb.sql('SELECT max_by(product_id, views, 3) FROM "table"').fetchall()[0][0])
PYTHON
cat > "$folder/expected" <<'TEXT'
pandas nlargest: the first three
pyarrow select_k_unstable: the first three
polars sort, head: the first three
polars top_k: three others
polars top_k_by: three others
duckdb ORDER BY views: the first three
duckdb max_by: the first three, reversed
TEXT
"$folder/venv/bin/python" "$folder/seen.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo 'as recorded: duckdb 2.0.1, polars 2.1.0, pandas 3.1.1, pyarrow 26.0.1'
