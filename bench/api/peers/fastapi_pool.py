"""FastAPI with a pool, asynchronous throughout. libpq reads PGHOST and the like."""

from contextlib import asynccontextmanager

import psycopg
from answer import PATH, QUERY, answer, serve
from fastapi import FastAPI, HTTPException
from psycopg_pool import AsyncConnectionPool

CONNECTIONS = 10

# Without autocommit each request would also begin and end a transaction.
pool = AsyncConnectionPool(
    kwargs={"cursor_factory": psycopg.AsyncRawCursor, "autocommit": True},
    min_size=CONNECTIONS,
    max_size=CONNECTIONS,
    open=False,
)


@asynccontextmanager
async def lifespan(_app):
    async with pool:
        yield


app = FastAPI(lifespan=lifespan)


@app.get(PATH)
async def recommendations(advertiser: str):
    async with pool.connection() as connection:
        cursor = await connection.execute(QUERY, [advertiser])
        rows = await cursor.fetchall()
    if not rows:
        raise HTTPException(404, "unknown advertiser")
    return answer(advertiser, rows)


serve(app)
