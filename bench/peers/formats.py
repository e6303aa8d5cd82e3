"""What the peers of `formats` share: the task, how its logs are written, and where their counts go."""

import json
import sys
import time

from common import peak_memory_mb

COUNTERS = {"product_views": ["views"], "ads_views": ["impressions", "clicks", "conversions"]}
TYPES = ["impression", "click", "conversion"]


class FormatTask:
    """The first argument, a JSON object: the kind of the logs, the file of each log, the folder for counts, threads."""

    def __init__(self):
        task = json.loads(sys.argv[1])
        self.kind = task["kind"]
        self.files = task["files"]
        self.time_zone = task["timeZone"]
        self.threads = task["threads"]
        self._out = task["out"]
        self._report = None
        self.start()

    def start(self):
        """What comes after it is measured; the library must be loaded."""
        self._started = time.perf_counter()
        self._cpu_started = time.process_time()

    def out(self, log):
        """Where the counts of a log go: advertiser, product, day and its counters, without a header."""
        return f"{self._out}/{log}.csv"

    def counted(self, version):
        """All rows are counted: what follows writes counts, and is not measured."""
        scan_seconds = time.perf_counter() - self._started
        self._report = {
            "version": version,
            "scan_seconds": scan_seconds,
            "cpu_seconds": time.process_time() - self._cpu_started,
            "peak_memory_mb": peak_memory_mb(),
        }

    def report(self):
        """Says on stdout what the bench cannot see from outside."""
        print(json.dumps(self._report))
