"""Prepares repositories with content that Rubin's own tools left there, and ingests into them what comes late.

Each line that comes in is {"root", "copy", "scenario", "files"}: the repository at `root` gets the scenario's content, is copied to
`copy`, and then all files are ingested one by one, as embargo-butler does after a failure. The answer is {"failures"}.
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile

import lsst.afw  # noqa: F401  the stand-in comes first
from lsst.daf.butler import Butler, DatasetIdGenEnum, DatasetRef, FileDataset
from lsst.obs.base import DefineVisitsTask, RawIngestTask
from lsst.obs.lsst.rawFormatter import LsstCamRawFormatter
from lsst.resources import ResourcePath

RUN = "LSSTCam/raw/all"


def ingest(root, files, grouping="one-to-one", **options):
    butler = Butler.from_config(root, writeable=True)
    config = DefineVisitsTask.ConfigClass()
    config.groupExposures = grouping or "one-to-one"
    visits = DefineVisitsTask(config=config, butler=butler)
    config = RawIngestTask.ConfigClass()
    config.transfer = "direct"
    failures = []
    task = RawIngestTask(
        config=config,
        butler=butler,
        on_exposure_record=lambda record: grouping and visits.run([record], incremental=True),
        on_metadata_failure=lambda file, error: failures.append(repr(error)[:200]),
        on_ingest_failure=lambda data, error: failures.append(repr(error)[:200]),
    )
    try:
        task.run([ResourcePath(file) for file in files], **options)
    except RuntimeError:
        pass
    return failures


def sql(root, statement):
    connection = sqlite3.connect(os.path.join(root, "gen3.sqlite3"))
    connection.execute(statement)
    connection.commit()
    connection.close()


def refs(root):
    butler = Butler.from_config(root, writeable=True)
    return butler, sorted(butler.query_datasets("raw", collections=RUN), key=lambda ref: ref.dataId["detector"])


def another(root, mode):
    """A dataset of the second detector."""
    butler, (first, *_) = refs(root)
    data_id = butler.registry.expandDataId({**first.dataId.required, "detector": 1})
    return butler, DatasetRef(butler.get_dataset_type("raw"), data_id, run=RUN, id_generation_mode=mode)


def late(root, files):
    ingest(root, files[:1])


def improved(root, files):
    ingest(root, files[:1])
    with tempfile.TemporaryDirectory() as directory:
        file = shutil.copy(files[1], directory)
        with open(files[1][:-5] + ".json") as sidecar:
            header = json.load(sidecar)
        header.update(OBJECT="better", DARKTIME=31.5)
        with open(file[:-5] + ".json", "w") as sidecar:
            json.dump(header, sidecar)
        assert not ingest(root, [file], update_exposure_records=True, skip_ingest=True)


def refined_visit(root, files):
    ingest(root, files[:1])
    butler = Butler.from_config(root, writeable=True)
    (visit,) = butler.query_dimension_records("visit", instrument="LSSTCam")
    (region, *_) = butler.query_dimension_records("visit_detector_region", instrument="LSSTCam")
    assert butler.registry.syncDimensionData("visit", {**visit.toDict(), "region": region.region}, update=True)


def other_day(root, files):
    ingest(root, files[:1])
    sql(root, "UPDATE day_obs SET timespan_begin = timespan_begin - 3600000000000")


def without_visit(root, files):
    ingest(root, files[:1], grouping=None)


def other_visit_systems(root, files):
    ingest(root, files[:1], grouping="one-to-one-and-by-counter")


def unstored(root, files):
    ingest(root, files[:3])
    butler, stored = refs(root)
    butler.pruneDatasets(stored[1:3], unstore=True, disassociate=False)


def trashed(root, files):
    ingest(root, files[:3])
    butler, stored = refs(root)
    butler._datastore.trash(stored[1])


def other_id(root, files):
    ingest(root, files[:1])
    butler, ref = another(root, DatasetIdGenEnum.UNIQUE)
    butler.ingest(FileDataset(path=files[1], refs=[ref], formatter=LsstCamRawFormatter), transfer="direct")


def other_id_unstored(root, files):
    ingest(root, files[:1])
    butler, ref = another(root, DatasetIdGenEnum.UNIQUE)
    butler.registry._importDatasets([ref])


def registry_only(root, files):
    ingest(root, files[:1])
    butler, ref = another(root, DatasetIdGenEnum.DATAID_TYPE_RUN)
    butler.registry._importDatasets([ref])


def other_size(root, files):
    ingest(root, files[:2])
    sql(root, "UPDATE file_datastore_records SET file_size = 5")


def elsewhere(root, files):
    ingest(root, files[:2])
    sql(root, "UPDATE file_datastore_records SET path = replace(path, 'LSSTCam', 'elsewhere')")


for line in sys.stdin:
    question = json.loads(line)
    root, files = question["root"], question["files"]
    globals()[question["scenario"]](root, files)
    shutil.copytree(root, question["copy"])
    print(json.dumps({"failures": [failure for file in files for failure in ingest(root, [file])]}), flush=True)
