"""What both FastAPI peers share: the statement, the answer made of its rows, and the server."""

import pathlib
import sys
from datetime import datetime, timedelta, timezone

import uvicorn

QUERY = (pathlib.Path(__file__).parent / "list.sql").read_text()
PATH = "/recommendations/{advertiser}/TopProducts"
SCHEDULED_HOURS = 23
EVENT_LOGS = ["product_views", "ads_views"]


def answer(advertiser, rows):
    """The fields of our API's answer, in its order."""
    date, published_at, run_id, newest = rows[0][:4]
    due = (datetime.now(timezone.utc) - timedelta(hours=SCHEDULED_HOURS)).date().isoformat()
    return {
        "advertiser": advertiser,
        "model": "TopProducts",
        "date": date,
        "published_at": published_at,
        "workflow_id": f"recommendations-{date}T{SCHEDULED_HOURS}:00:00Z",
        "run_id": run_id,
        "stale": date < due,
        "without_events": None if newest is None else [log for log in EVENT_LOGS if newest.get(log, date) != date],
        "recommendations": [
            {"rank": rank, "product_id": product_id, "views": views} for *_, rank, product_id, views in rows
        ],
    }


def serve(app):
    """On the port that is the first argument, one process, no line for each request."""
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
