"""Answers what lsst.sphgeom makes of sets of points: {points, levels} a line in, {error} or {hull, ranges} a line out."""

import base64
import json
import sys

from lsst.sphgeom import ConvexPolygon, HtmPixelization

pixelizations = [HtmPixelization(level) for level in range(25)]


def kind(message):
    """The reference tells its refusals apart by their sentences only."""
    if "entire unit sphere" in message:
        return "full-sphere"
    return "degenerate" if "3 distinct" in message else message


def answer(question):
    # A polygon's bytes are the only way to vectors that aren't normalized again, which would change their last bits.
    points = ConvexPolygon.decode(b"p" + base64.b64decode(question["points"])).getVertices()
    levels = [pixelizations[level] for level in question["levels"]]
    indices = [level.index(points[0]) for level in levels]
    try:
        polygon = ConvexPolygon.convexHull(points)
    except Exception as error:
        return {"indices": indices, "error": kind(str(error))}
    return {
        "indices": indices,
        "hull": base64.b64encode(polygon.encode()).decode(),
        "ranges": [[list(span) for span in level.envelope(polygon).ranges()] for level in levels],
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)), separators=(",", ":")), flush=True)
