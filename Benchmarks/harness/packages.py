"""Packages that differ in as little as makes another release."""

import io
import json
import zipfile
from pathlib import Path

from . import processes


def variant(package, path, number):
    """The same package with another variable in the environment of its instances."""
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "manifest.json":
                manifest = json.loads(content)
                manifest["defaults"].setdefault("environment", {})["VARIANT"] = str(number)
                content = json.dumps(manifest, sort_keys=True).encode()
            new.writestr(entry, content)
    return Path(path).read_bytes()


def script(meridian, folder, service, code):
    """A package of one function in JavaScript that answers `/release`, made by `meridian build`."""
    source = Path(folder) / service
    (source / "functions").mkdir(parents=True, exist_ok=True)
    (source / "meridian.yml").write_text(f"service: {service}\noutbound: none\n")
    (source / "functions" / "release.js").write_text(f"export default {{ async fetch() {{ {code} }} }};\n")
    path = Path(folder) / f"{service}.zip"
    processes.run([meridian, "build", source, "-o", path], 120)
    return path.read_bytes()


def renamed(package, service, text, replacement):
    """A package of `script` for another service, with something else in its code."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "manifest.json":
                content = json.dumps({**json.loads(content), "service": service}, sort_keys=True).encode()
            elif entry.filename == "main.js":
                content = content.replace(text.encode(), replacement.encode())
            new.writestr(entry, content)
    return result.getvalue()
