"""Reads a repository with Rubin's Butler while others write to it, and says what it found broken.

    python rival_reader.py ROOT EXPOSURE...

Each line that comes in is one round; the answer is a JSON object. The exposures are those that Footman alone writes: they must never be
seen without their visit and all its regions.
"""

import json
import sys
from collections import Counter

from lsst.daf.butler import Butler
from lsst.daf.butler.registry import DatasetTypeError, MissingCollectionError, MissingDatasetTypeError

root, *own = sys.argv[1:]
own = {int(exposure) for exposure in own}


def look(butler):
    broken = []
    where = {"instrument": "LSSTCam", "limit": None, "explain": False}
    # What is seen here must find what it needs there, so what it needs is read later.
    exposures = [r for r in butler.query_dimension_records("exposure", **where) if r.id in own]
    visits = {r.exposure: r.visit for r in butler.query_dimension_records("visit_definition", **where)}
    for exposure in exposures:
        if exposure.id not in visits:
            broken.append(f"exposure {exposure.id} has no visit")
        else:
            butler.registry.expandDataId(instrument="LSSTCam", visit=visits[exposure.id], detector=0)
    regions = Counter(r.visit for r in butler.query_dimension_records("visit_detector_region", **where))
    broken += [f"visit {visit} has {n} regions" for visit, n in regions.items() if n != 205]
    datasets = 0
    for kind in ("raw", "guider_raw"):
        try:
            refs = butler.query_datasets(kind, collections="LSSTCam/raw/*", find_first=False, limit=None, explain=False)
        except (DatasetTypeError, MissingCollectionError, MissingDatasetTypeError):
            continue  # not registered yet
        datasets += len(refs)
        broken += [f"{ref} has no file" for ref, stored in butler.stored_many(refs).items() if not stored]
        for ref in refs[:: max(1, len(refs) // 5)]:
            found = butler.get_dataset(ref.id, dimension_records=True, datastore_records=True)
            if not (found and found.dataId.records["exposure"].obs_id and butler.getURI(found)):
                broken.append(f"{ref} can't be read")
    return {"exposures": len(exposures), "datasets": datasets, "broken": broken}


lasting = Butler.from_config(root)
for n, _ in enumerate(sys.stdin):
    try:
        seen = look(lasting if n % 2 else Butler.from_config(root))
    except Exception as error:
        seen = {"exposures": 0, "datasets": 0, "broken": [repr(error)[:500]]}
    print(json.dumps(seen), flush=True)
