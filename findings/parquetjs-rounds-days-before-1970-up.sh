#!/usr/bin/env bash
# A DATE column written by @dsnp/parquetjs from times of day.
#
# Package: @dsnp/parquetjs 1.8.8 from npm; duckdb 2.0.1 from PyPI as a second reader.
# Guess:   the day is the UTC day of the time: 1969-12-31T12:00Z is 1969-12-31.
# Seen:    the day is cut towards zero: 1969-12-31T12:00Z becomes 1970-01-01 in the file, for every reader. From 1970 on the
#          UTC day is right (2026-11-30T23:30Z is 2026-11-30).
# So:      a log with days of 1970-01-01 may come from a writer that lost the day. The product's own day numbers are whole
#          before they are written (storage/parquet.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --no-save --prefix "$folder" @dsnp/parquetjs@1.8.8 > "$folder/npm.log"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1
cat > "$folder/write.cjs" <<'JAVASCRIPT'
const { ParquetSchema, ParquetWriter } = require('@dsnp/parquetjs');
(async () => {
  const writer = await ParquetWriter.openFile(new ParquetSchema({ day: { type: 'DATE' } }), 'days.parquet');
  for (const time of ['1969-12-31T12:00:00Z', '1969-12-31T00:00:00Z', '2026-11-30T23:30:00Z']) {
    await writer.appendRow({ day: new Date(time) });
  }
  await writer.close();
})();
JAVASCRIPT
printf '%s\n' 1970-01-01 1969-12-31 2026-11-30 > "$folder/expected"
(cd "$folder" && node write.cjs)
(cd "$folder" && venv/bin/python -c "
import duckdb
for (day,) in duckdb.sql(\"SELECT day FROM 'days.parquet'\").fetchall(): print(day)") | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
echo 'as recorded: @dsnp/parquetjs 1.8.8'
