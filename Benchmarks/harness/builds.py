"""What is measured, built as its users build it."""

import subprocess
import sys
import zipfile
from pathlib import Path

from .processes import Failure

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"
BENCH = BUILD / "bench"
_SOURCES = (ROOT / "Package.swift", ROOT / "Sources")
_FUNCTIONS = ROOT / "Benchmarks" / "Functions"
FILES = ROOT / "Benchmarks" / "Peers"
_LONGEST_BUILD = 3600


def _is_current(product, sources):
    if not product.exists():
        return False
    made = product.stat().st_mtime
    files = (file for source in sources for file in ([source] if source.is_file() else source.rglob("*")))
    return all(file.stat().st_mtime <= made for file in files if file.suffix in (".swift", ".c", ".h", ".yml"))


def _build(what, command):
    print(f"building {what} …", file=sys.stderr, flush=True)
    try:
        subprocess.run([str(part) for part in command], cwd=ROOT, check=True, timeout=_LONGEST_BUILD)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, FileNotFoundError) as error:
        raise Failure(f"{what} could not be built: {error}") from error


def _given(path, what):
    if not path.is_file():
        raise Failure(f"there is no {what} '{path}'")
    return path.resolve()


def command(given=None):
    """The optimised `meridian`."""
    if given:
        return _given(given, "executable")
    path = BUILD / "release" / "meridian"
    if not _is_current(path, _SOURCES):
        _build("meridian", ["make", "release"])
    return path


def package(meridian, given=None):
    """The package of Benchmarks/Functions, made by `meridian build`."""
    if given:
        return _given(given, "package")
    path = BENCH / "bench.zip"
    if not _is_current(path, (*_SOURCES, _FUNCTIONS / "Package.swift", _FUNCTIONS / "Sources",
                              _FUNCTIONS / "meridian.yml")):
        BENCH.mkdir(parents=True, exist_ok=True)
        _build("the functions", [
            meridian, "build", _FUNCTIONS, "--scratch-path", BENCH / "functions", "-o", path])
    return path


def transport():
    """The HTTP server alone, optimised as `meridian` is."""
    path = BUILD / "release" / "TransportHello"
    if not _is_current(path, (ROOT / "Package.swift", ROOT / "Sources" / "HTTPTransport", ROOT / "Sources" / "MeridianCore",
                              ROOT / "Benchmarks" / "Transport")):
        _build("the HTTP server alone", ["make", "release", "PRODUCT=TransportHello"])
    return path


def hummingbird():
    """Hummingbird's hello, optimised. It is no dependency of anything else."""
    sources = FILES / "HummingbirdHello"
    scratch = BENCH / "hummingbird"
    path = scratch / "release" / "HummingbirdHello"
    if not _is_current(path, (sources / "Package.swift", sources / "Sources")):
        _build("Hummingbird's hello", [
            "swift", "build", "--package-path", sources, "-c", "release", "--static-swift-stdlib", "--product",
            "HummingbirdHello", "--scratch-path", scratch])
    return path


def json_program():
    """The program of Benchmarks/JSON, optimised."""
    sources = ROOT / "Benchmarks" / "JSON"
    scratch = BENCH / "json"
    path = scratch / "release" / "BenchJSON"
    if not _is_current(path, (*_SOURCES, sources / "Package.swift", sources / "Sources")):
        _build("the JSON benchmark", [
            "swift", "build", "--package-path", sources, "-c", "release", "--static-swift-stdlib", "--product",
            "BenchJSON", "--scratch-path", scratch])
    return path


def executable(package):
    """The executable inside a package, as a file."""
    BENCH.mkdir(parents=True, exist_ok=True)
    path = BENCH / "function"
    path.unlink(missing_ok=True)
    with zipfile.ZipFile(package) as archive:
        path.write_bytes(archive.read("bootstrap"))
    path.chmod(0o755)
    return path
