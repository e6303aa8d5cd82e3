"""What every Python peer shares: its task, the clock of its scan, and its report."""

import json
import resource
import sys
import time

LIST_LENGTH = 20


class Task:
    """The first argument, a JSON object: files of each log, dates in order, the folder for the lists, threads."""

    def __init__(self):
        task = json.loads(sys.argv[1])
        self.advertiser_ids = task["advertiser_ids"]
        self.product_views = task["product_views"]
        self.ads_views = task["ads_views"]
        self.dates = task["dates"]
        self.threads = task["threads"]
        self._out = task["out"]
        self._started = time.perf_counter()
        self._scan_seconds = None

    def file(self, date, model):
        """Where the list of a date goes; `model` is top_products or top_ctr."""
        return f"{self._out}/{date}.{model}.csv"

    def days(self):
        """Pairs of the date before (empty for the first) and the date."""
        return zip(["", *self.dates], self.dates)

    def scanned(self):
        """All rows are read and counted: what follows works on counts."""
        self._scan_seconds = time.perf_counter() - self._started

    def report(self, version):
        """Says on stdout what the bench cannot see from outside."""
        scan_seconds = self._scan_seconds
        print(json.dumps({"version": version, "scan_seconds": scan_seconds, "peak_memory_mb": peak_memory_mb()}))


def peak_memory_mb():
    """Peak resident memory in MB; ru_maxrss alone would also tell of the process that started this one."""
    try:
        with open("/proc/self/status") as status:
            line = next(line for line in status if line.startswith("VmHWM:"))
            return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
