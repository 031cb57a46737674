"""Prints the versions of the packages that make up the reference."""

import importlib.metadata
import json
import platform

NAMES = ("lsst", "astro-metadata-translator", "astropy", "pyerfa", "sqlalchemy")
found = {
    dist.metadata["Name"].lower(): dist.version
    for dist in importlib.metadata.distributions()
    if dist.metadata["Name"].lower().startswith(NAMES)
}
input()
print(json.dumps({"python": platform.python_version(), **dict(sorted(found.items()))}), flush=True)
