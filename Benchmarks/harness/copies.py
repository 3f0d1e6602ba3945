"""Several services out of one package: its executable with a manifest that names some functions only."""

import json
import tempfile
import zipfile
from pathlib import Path

from .crowd import _file


def deploy(platform, package, names, functions, change=lambda service, manifest: None):
    """Deploys a service under each of the names, with those functions of the package.

    `change` may change what the manifest of a service says before it is written.
    """
    with zipfile.ZipFile(package) as source:
        whole = json.loads(source.read("manifest.json"))
        entry, executable = source.getinfo(whole["entry"]), source.read(whole["entry"])
    with tempfile.TemporaryDirectory(prefix="bench-copies-") as folder:
        path = Path(folder) / "service.zip"
        for name in names:
            manifest = json.loads(json.dumps(whole))
            manifest["service"] = name
            manifest["functions"] = [one for one in manifest["functions"] if one["name"] in functions]
            change(name, manifest)
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
                target.writestr(_file(entry.filename, entry.external_attr), executable)
                target.writestr(_file("manifest.json", 0o100644 << 16), json.dumps(manifest))
            platform.deploy(path)
