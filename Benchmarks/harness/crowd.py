"""Many services out of one package: its executable with other manifests."""

import json
import shutil
import tempfile
import zipfile
from pathlib import Path

SERVICES = 100
FUNCTIONS = 10
# Functions of the package that a manifest may name; see Benchmarks/Functions.
_PREFIX = "crowd-"


class Crowd:
    """Writes the packages one after the other, each taking the place of the one before."""

    def __init__(self, package):
        self.package = package

    def __enter__(self):
        self.directory = Path(tempfile.mkdtemp(prefix="bench-crowd-"))
        return self._packages()

    def __exit__(self, *_):
        shutil.rmtree(self.directory, ignore_errors=True)

    def _packages(self):
        with zipfile.ZipFile(self.package) as source:
            manifest = json.loads(source.read("manifest.json"))
            entry, executable = source.getinfo(manifest["entry"]), source.read(manifest["entry"])
        manifest["functions"] = [one for one in manifest["functions"] if one["name"].startswith(_PREFIX)][:FUNCTIONS]
        # The instance that a deployment starts to see that it does should not stay.
        manifest["defaults"]["idleTimeout"] = 0.05
        path = self.directory / "service.zip"
        for number in range(SERVICES):
            manifest["service"] = f"crowd-{number}"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
                target.writestr(_file(entry.filename, entry.external_attr), executable)
                target.writestr(_file("manifest.json", 0o100644 << 16), json.dumps(manifest))
            yield path


def _file(name, attributes):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr, info.compress_type = 3, attributes, zipfile.ZIP_DEFLATED
    return info
