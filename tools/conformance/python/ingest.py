"""Ingests files one by one, as embargo-butler does it: a path a line in, {refused, visit} a line out.

`refused` is why the file didn't become a dataset, `visit` why its exposure didn't become a visit; null is success.
"""

import json
import logging
import sys
import warnings

import lsst.afw  # noqa: F401  the stand-in comes first
import lsst.obs.fiberspectrograph  # noqa: F401
import lsst.obs.lsst  # noqa: F401
import lsst.obs.rubinGenericCamera  # noqa: F401
from lsst.daf.butler import Butler
from lsst.obs.base import DefineVisitsTask, RawIngestTask
from lsst.obs.lsst import ingest_guider
from lsst.resources import ResourcePath

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

butler = Butler.from_config(sys.argv[1], writeable=True)
visit_config = DefineVisitsTask.ConfigClass()
visit_config.groupExposures = "one-to-one"
visits = DefineVisitsTask(config=visit_config, butler=butler)
refusals, visit_failures = [], []


def on_exposure(record):
    try:
        visits.run([record], incremental=True)
    except Exception as error:
        visit_failures.append(repr(error))


ingest_config = RawIngestTask.ConfigClass()
ingest_config.transfer = "direct"
ingest = RawIngestTask(
    config=ingest_config,
    butler=butler,
    on_exposure_record=on_exposure,
    on_metadata_failure=lambda file, error: refusals.append(repr(error)),
    on_ingest_failure=lambda exposure, error: refusals.append(repr(error)),
)

for line in sys.stdin:
    refusals.clear()
    visit_failures.clear()
    try:
        file = ResourcePath(line.rstrip("\n"))
        if "_guider" in file.basename():
            ingest_guider(butler, [file], transfer="direct")
        else:
            ingest.run([file])
    except Exception as error:
        refusals.append(repr(error))
    answer = {"refused": next(iter(refusals), None), "visit": next(iter(visit_failures), None)}
    print(json.dumps(answer), flush=True)
