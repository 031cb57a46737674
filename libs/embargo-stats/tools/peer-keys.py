"""Has embargo-butler itself take test/fixtures/events.json, and writes the keys that it leaves in Redis to test/fixtures/keys.json.

Needs a Redis of its own at REDIS_HOST, port 6379, embargo-butler's src on PYTHONPATH, and Rubin's Python packages. Its callbacks are called as
Rubin's tasks call them.
"""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

os.environ.update(NOTIFICATION_SECRET="s", BUCKET="rubin-summit", BUTLER_REPO="none", PROFILE="")
os.environ.setdefault("REDIS_PASSWORD", "")

import enqueue
import ingest
from lsst.resources import ResourcePath

FIXTURES = Path(__file__).parents[1] / "test" / "fixtures"


def play(kind, what, message=None):
    if kind == "received":
        return enqueue.update_stats(enqueue.enqueue_objects(what))
    path = ResourcePath(f"s3://{what}")
    ingest.is_lfa = "rubinobs-lfa-" in what
    if kind == "ingested":
        try:
            return ingest.on_success([SimpleNamespace(path=path)])
        except AttributeError:
            # It has done what it does in Redis, and then looks for the exposure of a file of the Large File Annex.
            assert ingest.is_lfa
            return None
    if kind == "untranslatable":
        return ingest.on_metadata_failure(path, RuntimeError(message))
    try:
        ingest.on_ingest_failure(SimpleNamespace(files=[SimpleNamespace(filename=path)]), RuntimeError(message))
    except ingest._DuplicateIngestError:
        pass


def left(r, key):
    if r.type(key) == b"string":
        return r.get(key).decode()
    fields = {k.decode(): v.decode() for k, v in r.hgetall(key).items()}
    return {k: "TIME" if k.endswith("_time") else v for k, v in sorted(fields.items())}


ingest.r.flushall()
for event in json.loads((FIXTURES / "events.json").read_text()):
    play(*event)
keys = {}
for key in sorted(k for k in ingest.r.scan_iter() if not k.startswith((b"QUEUE:", b"WORKER:"))):
    ttl = ingest.r.ttl(key)
    keys[key.decode()] = {"value": left(ingest.r, key), "expires": "in a week" if ttl > 6 * 86400 else ttl}
(FIXTURES / "keys.json").write_text(json.dumps(keys, indent=2) + "\n")
print(len(keys), "keys", file=sys.stderr)
