"""FastAPI as the first version had it: a new connection for each request. libpq reads PGHOST and the like."""

import psycopg
from answer import PATH, QUERY, answer, serve
from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get(PATH)
def recommendations(advertiser: str):
    with psycopg.connect(cursor_factory=psycopg.RawCursor) as connection:
        rows = connection.execute(QUERY, [advertiser]).fetchall()
    if not rows:
        raise HTTPException(404, "unknown advertiser")
    return answer(advertiser, rows)


serve(app)
