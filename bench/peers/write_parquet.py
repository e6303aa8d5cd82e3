"""Writes logs in CSV as Parquet: by pyarrow with zstd or by DuckDB with snappy, with the defaults of each."""

import json
import sys

import duckdb
import pyarrow as pa
from pyarrow import csv, parquet

task = json.loads(sys.argv[1])
for file, target in task["files"]:
    if task["writer"] == "pyarrow":
        types = csv.ConvertOptions(column_types={"date": pa.date32()})
        parquet.write_table(csv.read_csv(file, convert_options=types), target, compression="zstd")
    else:
        rows = f"read_csv('{file}', header = true, delim = ',', types = {{'date': 'DATE'}})"
        duckdb.execute(f"COPY (FROM {rows}) TO '{target}' (FORMAT parquet, COMPRESSION snappy)")
