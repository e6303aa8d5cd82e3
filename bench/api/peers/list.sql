SELECT
  published.date::text,
  to_char(published.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS published_at,
  published.run_id,
  runs.newest_events,
  entry.rank,
  entry.product_id,
  entry.views
FROM publications AS published
LEFT JOIN runs ON runs.run_id = published.run_id
JOIN top_products AS entry ON entry.date = published.date AND entry.advertiser_id = $1
WHERE published.date = (SELECT max(date) FROM publications WHERE run_id IS NOT NULL)
ORDER BY entry.rank
