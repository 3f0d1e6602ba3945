"""What is measured, built as its users build it."""

import shutil
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


def venue(meridian):
    """The package of Examples/Venue, made by `meridian build`."""
    sources = ROOT / "Examples" / "Venue"
    path = BENCH / "venue.zip"
    if not _is_current(path, (sources / "Package.swift", sources / "Sources", sources / "meridian.yml")):
        BENCH.mkdir(parents=True, exist_ok=True)
        _build("the Venue", [meridian, "build", sources, "--scratch-path", BENCH / "venue", "-o", path])
    return path


def _program(what, sources, name, watched, flags=()):
    """An optimised program of a package that is there for the measurements only."""
    scratch = BENCH / name.lower()
    path = scratch / "release" / name
    if not _is_current(path, watched):
        _build(what, [
            "swift", "build", "--package-path", sources, "-c", "release", "--static-swift-stdlib", "--product", name,
            "--scratch-path", scratch, *flags])
    return path


def _sources_of(package):
    return package / "Package.swift", package / "Sources"


def transport():
    """The HTTP server alone, optimised as functions are."""
    watched = [ROOT / "Package.swift", ROOT / "Benchmarks" / "Transport"]
    watched += [ROOT / "Sources" / room for room in ("HTTPTransport", "MeridianCore")]
    return _program(
        "the HTTP server alone", ROOT, "TransportHello", watched, [
            "--disable-default-traits", "-Xlinker", "--no-export-dynamic", "-Xswiftc", "-Xclang-linker", "-Xswiftc",
            "-no-pie"])


def hummingbird():
    """Hummingbird's hello, optimised. It is no dependency of anything else."""
    sources = FILES / "HummingbirdHello"
    return _program("Hummingbird's hello", sources, "HummingbirdHello", _sources_of(sources))


def json_program():
    """The program of Benchmarks/JSON, optimised."""
    sources = ROOT / "Benchmarks" / "JSON"
    return _program("the JSON benchmark", sources, "BenchJSON", (*_SOURCES, *_sources_of(sources)))


def layers_program():
    """The program of Benchmarks/Layers, optimised."""
    sources = ROOT / "Benchmarks" / "Layers"
    return _program("the benchmark of layers", sources, "BenchLayers", (*_SOURCES, *_sources_of(sources)))


def admission_program():
    """The program of Benchmarks/Admission, optimised as the platform is."""
    watched = [ROOT / "Package.swift", ROOT / "Benchmarks" / "Admission"]
    watched += [ROOT / "Sources" / room for room in ("Admission", "MeridianCore", "JSONCodec")]
    return _program(
        "the benchmark of admission", ROOT, "BenchAdmission", watched, [
            "--disable-default-traits", "-Xswiftc", "-enforce-exclusivity=unchecked",
            # valgrind stumbles over what the linker says of debugging.
            "-Xlinker", "-s"])


def telemetry_program():
    """The program of Benchmarks/Telemetry, optimised as the platform is."""
    watched = [ROOT / "Package.swift", ROOT / "Benchmarks" / "Telemetry"]
    watched += [ROOT / "Sources" / room for room in ("Telemetry", "Traces", "MeridianCore")]
    return _program(
        "the benchmark of telemetry", ROOT, "BenchTelemetry", watched, [
            "--disable-default-traits", "-Xswiftc", "-enforce-exclusivity=unchecked"])


def routing_program():
    """The program of Benchmarks/Routing, optimised with the platform and beside it, as it has most of it within."""
    path = BUILD / "release" / "BenchRouting"
    watched = [ROOT / "Package.swift", ROOT / "Benchmarks" / "Routing", ROOT / "Sources" / "Gateway"]
    if not _is_current(path, watched):
        _build("the benchmark of routing", ["make", "release", "PRODUCT=BenchRouting"])
    return path


def persistence_program():
    """The program of Benchmarks/Persistence, optimised."""
    BENCH.mkdir(parents=True, exist_ok=True)
    sources = ROOT / "Benchmarks" / "Persistence"
    return _program("the benchmark of stores", sources, "BenchPersistence", (*_SOURCES, *_sources_of(sources)))


def c_program(name, *flags):
    """A program in C of Benchmarks/Peers."""
    source, program = FILES / f"{name}.c", BENCH / name
    if not _is_current(program, [source]):
        compiler = shutil.which("cc") or shutil.which("clang")
        if not compiler:
            raise Failure("no C compiler can be found; it comes with Swift as 'clang'")
        BENCH.mkdir(parents=True, exist_ok=True)
        _build(source.name, [compiler, "-O2", source, "-o", program, *flags])
    return program


def executable(package):
    """The executable inside a package, as a file."""
    BENCH.mkdir(parents=True, exist_ok=True)
    path = BENCH / "function"
    path.unlink(missing_ok=True)
    with zipfile.ZipFile(package) as archive:
        path.write_bytes(archive.read("bootstrap"))
    path.chmod(0o755)
    return path
