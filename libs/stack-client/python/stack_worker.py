"""Ingests batches of raw files with the science pipelines of the site, for Footman.

A long-lived child process: one JSON object a line on standard input, one a line on standard output; everything else that anybody
prints or logs goes to standard error. The repository is BUTLER_REPO; S3 is found in the environment, as lsst.resources does.

    <- {"ready": {"butler": "...", "lsst": "..."}}
    -> {"id": 1, "files": [{"uri": "s3://bucket/key.fits", "guider": false, "visits": true}, ...]}
    <- {"id": 1, "files": [{"status": "ingested", "instrument": "LSSTCam", "exposure": 2025060900801, "detector": 94,
                            "dataset": {"id": "...", "type": "raw", "run": "LSSTCam/raw/all"}}, ...], "exposures": [...]}
    <- {"id": 2, "unavailable": "butler", "reason": "..."}        nobody's fault, the same batch may be sent again

Files are answered in the order given. Besides "ingested" there are "duplicate", "waiting" (with obs_id), "refused" (with code and
reason), "failed" (with reason; may be tried again) and "unavailable" (with system and reason; for the rest of a batch when a system
went away in the middle). Ends when standard input does.
"""

import json
import logging
import os
import re
import signal
import sys
import traceback


class Unavailable(Exception):
    """The database or the object store is away; no file is to blame."""

    def __init__(self, system, reason):
        super().__init__(reason)
        self.system = system


def chain(exc):
    """An exception and those that led to it."""
    seen = []
    while exc is not None and exc not in seen:
        seen.append(exc)
        exc = exc.__cause__ or exc.__context__
    return seen


def reason_of(exc):
    text = " ".join(str(exc).split())
    return f"{type(exc).__name__}: {text}"[:1000]


def is_away(exc):
    """Which system is away, going by an exception; None if it means something else."""
    import sqlalchemy.exc

    for e in chain(exc):
        if isinstance(e, (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError, sqlalchemy.exc.TimeoutError)):
            return "butler"
        module, name = type(e).__module__, type(e).__name__
        if module.startswith("botocore") and name == "ClientError":
            status = e.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            if status >= 500 or status == 429:
                return "object-store"
        elif module.startswith(("botocore", "urllib3", "aiohttp", "aiobotocore")):
            if any(word in name for word in ("Connect", "Timeout", "HTTPClient", "Proxy", "Credential")):
                return "object-store"
        elif isinstance(e, (ConnectionError, TimeoutError)):
            return "object-store"
    return None


def raise_if_away(exc):
    system = is_away(exc)
    if system:
        raise Unavailable(system, reason_of(exc)) from exc


def metadata_failure(exc):
    """What a file is whose header couldn't be had, going by the step of Rubin's code that failed."""
    steps = {frame.name for e in chain(exc) for frame in traceback.extract_tb(e.__traceback__)}
    if any(isinstance(e, FileNotFoundError) for e in chain(exc)):
        return {"status": "failed", "reason": reason_of(exc)}
    if "is not a GUIDER observation" in str(exc):
        code = "not-a-guider"
    elif "determine_translator" in steps or "_determine_translator" in steps:
        code = "unknown-instrument"
    elif "_determine_instrument_formatter" in steps:
        code = "refused-by-butler"
    elif "_calculate_dataset_info" in steps or any(f.endswith("to_property") or f.startswith("to_") for f in steps - {"to_fsspec"}):
        code = "untranslatable-header"
    elif isinstance(exc, KeyError):
        code = "untranslatable-header"
    else:
        code = "unreadable-header"
    return {"status": "refused", "code": code, "reason": reason_of(exc)}


class Worker:
    """An open repository with the tasks that fill it, configured as the embargo service configures them."""

    def __init__(self, root):
        # Where a stand-in for lsst.afw is used instead of the real one, it has to be there first.
        import lsst.afw  # noqa: F401
        import lsst.obs.lsst  # noqa: F401

        for other in ("fiberspectrograph", "rubinGenericCamera"):
            try:
                __import__(f"lsst.obs.{other}")
            except (ImportError, LookupError):
                pass
        from lsst.daf.butler import Butler
        from lsst.obs.base import DefineVisitsTask, RawIngestTask

        self.butler = Butler.from_config(root, writeable=True)
        config = DefineVisitsTask.ConfigClass()
        config.groupExposures = "one-to-one"
        self.visits = DefineVisitsTask(config=config, butler=self.butler)
        config = RawIngestTask.ConfigClass()
        config.transfer = "direct"
        self.raw_ingest = RawIngestTask(
            config=config,
            butler=self.butler,
            on_success=self.on_success,
            on_metadata_failure=self.on_metadata_failure,
            on_ingest_failure=self.on_raw_failure,
            on_exposure_record=self.on_exposure,
        )
        self.reset([])

    def reset(self, files):
        self.outcomes = {}
        self.exposures = []
        self.failures = []
        self.unavailable = None
        self.alone = False
        self.uris = [f["uri"] for f in files]
        self.define_visits = all(f.get("visits", True) for f in files)

    def run(self, files):
        """Ingests a batch; answers for each file and each new exposure."""
        from lsst.resources import ResourcePath

        self.reset(files)
        # What a file is called in callbacks is how lsst.resources spells it.
        places = {f["uri"]: ResourcePath(f["uri"]) for f in files}
        none = {"status": "failed", "reason": "the pipelines said nothing of this file"}
        try:
            for guider in (False, True):
                group = [places[f["uri"]] for f in files if f["guider"] == guider]
                step = self.ingest_guiders if guider else self.ingest_raws
                if group:
                    self.attempt(step, group)
        except Unavailable as exc:
            if not self.outcomes:
                raise
            # What was written before is written, and has to be told.
            none = {"status": "unavailable", "system": exc.system, "reason": str(exc)}
        return [self.outcomes.get(places[uri].geturl(), none) for uri in self.uris], self.exposures

    def attempt(self, step, group):
        """All at once; then those of which nothing is known yet in quarters, down to single files, so that none suffers for another."""
        self.alone = len(group) == 1
        self.call(step, group)
        rest = [place for place in group if place.geturl() not in self.outcomes]
        if self.alone or not rest:
            return
        quarter = -(-len(rest) // 4)
        for start in range(0, len(rest), quarter):
            self.attempt(step, rest[start : start + quarter])

    def call(self, step, group):
        self.unavailable = None
        try:
            step(group)
        except Exception as exc:
            raise_if_away(exc)
            # "Some failures encountered": what they were is known from the callbacks.
            if self.alone and group[0].geturl() not in self.outcomes:
                self.outcomes[group[0].geturl()] = self.judge(exc)
        if self.unavailable:
            raise self.unavailable

    def judge(self, exc):
        """What a file is whose own ingest ended in an exception."""
        from lsst.daf.butler.registry import ConflictingDefinitionError, DataIdError

        if isinstance(exc, (ConflictingDefinitionError, DataIdError)):
            return {"status": "refused", "code": "refused-by-butler", "reason": reason_of(exc)}
        steps = {frame.name for frame in traceback.extract_tb(exc.__traceback__)}
        if "ObservationInfo" in str(exc) or "determine_translator" in steps or "to_observation_id" in steps:
            return metadata_failure(exc)
        if "makeExposureRecord" in steps or "makeDependencyRecords" in steps or "groupByExposure" in steps:
            return {"status": "refused", "code": "untranslatable-header", "reason": reason_of(exc)}
        logging.getLogger("footman").error("An unexpected failure", exc_info=exc)
        return {"status": "failed", "reason": reason_of(exc)}

    def ingest_raws(self, group):
        self.raw_ingest.run(group)

    def ingest_guiders(self, group):
        from lsst.obs.lsst import ingest_guider

        ingest_guider(
            self.butler,
            group,
            transfer="direct",
            on_success=self.on_success,
            on_metadata_failure=self.on_metadata_failure,
            on_undefined_exposure=self.on_undefined_exposure,
            on_ingest_failure=self.on_guider_failure,
        )

    # Callbacks must not raise where Rubin's code would go on with the next file: what they find is kept for later.

    def on_success(self, datasets):
        for dataset in datasets:
            self.outcomes[self.place(dataset.path)] = stored_as("ingested", dataset.refs[0])

    def on_metadata_failure(self, place, exc):
        if system := is_away(exc):
            self.unavailable = Unavailable(system, reason_of(exc))
        else:
            self.outcomes[self.place(place)] = metadata_failure(exc)

    def on_undefined_exposure(self, place, obs_id):
        self.outcomes[self.place(place)] = {"status": "waiting", "obs_id": obs_id}

    def on_raw_failure(self, exposure, exc):
        run = exposure.files[0].instrument.makeDefaultRawIngestRunName()
        file = exposure.files[0]
        self.on_failure(file.filename, "raw", file.datasets[0].dataId, run, exc, exposure.files[0].instrument)

    def on_guider_failure(self, datasets, exc):
        ref = datasets[0].refs[0]
        self.on_failure(datasets[0].path, ref.datasetType.name, ref.dataId, ref.run, exc)

    def on_failure(self, place, dataset_type, data_id, run, exc, instrument=None):
        if system := is_away(exc):
            self.unavailable = Unavailable(system, reason_of(exc))
            return
        if not self.alone:
            return
        if instrument is not None:
            dataset_type = getattr(self.raw_ingest.get_raw_datasetType(instrument, {}), "name", dataset_type)
        self.outcomes[self.place(place)] = self.compare(place, dataset_type, data_id, run, exc)

    def compare(self, place, dataset_type, data_id, run, exc):
        """Whether a file that wasn't taken is there already, and as what."""
        refused = {"status": "refused", "code": "refused-by-butler", "reason": reason_of(exc)}
        try:
            minimal = {k: data_id[k] for k in ("instrument", "detector", "exposure")}
            ref = self.butler.find_dataset(dataset_type, minimal, collections=run, datastore_records=True)
            if ref is None:
                return refused
            stored = self.butler.getURI(ref)
            if stored.geturl() != self.place(place):
                return {**refused, "code": "conflict", "reason": f"its data ID is stored already, as {stored}"}
            sizes = {
                getattr(r, "file_size", -1)
                for records in (ref._datastore_records or {}).values()
                for r in records
            }
        except Exception as e:
            raise_if_away(e)
            return refused
        from lsst.resources import ResourcePath

        size = ResourcePath(place).size()
        if "Datastore already contains" not in str(exc):
            return refused
        if len(sizes) == 1 and -1 not in sizes and size not in sizes:
            return {
                **refused,
                "code": "corrected",
                "reason": f"it is stored with {sizes.pop()} bytes and has {size} now: its content was changed",
            }
        return stored_as("duplicate", ref)

    def on_exposure(self, record):
        visit = False
        if self.define_visits:
            try:
                self.visits.run([record], incremental=True)
                found = self.butler.query_dimension_records(
                    "visit_definition", instrument=record.instrument, exposure=record.id, explain=False
                )
                visit = len(found) > 0
            except Exception as exc:
                if system := is_away(exc):
                    self.unavailable = Unavailable(system, reason_of(exc))
                logging.getLogger("footman").error("No visit for %s: %s", record.dataId, reason_of(exc))
        self.exposures.append(
            {"instrument": record.instrument, "id": record.id, "obs_id": record.obs_id, "visitDefined": visit}
        )

    @staticmethod
    def place(path):
        from lsst.resources import ResourcePath

        return ResourcePath(path).geturl()


def stored_as(status, ref):
    """What the Butler has of a file."""
    return {
        "status": status,
        "instrument": ref.dataId["instrument"],
        "exposure": ref.dataId["exposure"],
        "detector": ref.dataId["detector"],
        "dataset": {"id": str(ref.id), "type": ref.datasetType.name, "run": ref.run},
    }


def set_levels(config):
    """As embargo-butler: "component=LEVEL" several times, "." for all of Rubin's loggers."""
    for component, level in re.findall(r"(?:([\w.]*)=)?(\w+)", config):
        # Footman has levels and components that Python doesn't know.
        if level.upper() in logging.getLevelNamesMapping():
            logging.getLogger("lsst" if component == "." else component).setLevel(level.upper())


def main():
    # Only we write to the line that Footman reads.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    # Ctrl-C in a terminal is for Footman, which lets us finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("LSST_DISABLE_BUCKET_VALIDATION", "1")
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    set_levels(os.environ.get("LOG_CONFIG", ""))

    def answer(content):
        answers.write(json.dumps(content) + "\n")
        answers.flush()

    try:
        worker = Worker(os.environ["BUTLER_REPO"])
    except Exception as exc:
        traceback.print_exc()
        answer({"unready": reason_of(exc), "unavailable": is_away(exc)})
        return 1
    import lsst.daf.butler

    answer({"ready": {"butler": lsst.daf.butler.__version__}})
    for line in sys.stdin:
        batch = json.loads(line)
        try:
            files, exposures = worker.run(batch["files"])
            answer({"id": batch["id"], "files": files, "exposures": exposures})
        except Unavailable as exc:
            answer({"id": batch["id"], "unavailable": exc.system, "reason": str(exc)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
