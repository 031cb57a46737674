"""Writes to Redis what embargo-butler's ingest writes of files' groups: a list of URIs a line in, how many they were a line out.

    python peer_groups.py DIRECTORY

The directory has embargo-butler's sources; its settings are in the environment.
"""

import json
import sys

sys.path[0] = sys.argv[1]

import lsst.afw  # noqa: E402,F401  the stand-in comes first
from ingest import record_groups  # noqa: E402
from lsst.resources import ResourcePath  # noqa: E402

for line in sys.stdin:
    resources = [ResourcePath(uri) for uri in json.loads(line)]
    record_groups(resources)
    print(json.dumps(len(resources)), flush=True)
