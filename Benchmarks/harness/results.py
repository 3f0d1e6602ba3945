"""Keeps Benchmarks/RESULTS.md and its like: one section for each measurement."""

import os
import platform
import re
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "RESULTS.md"
_HEADER = "# Results\n\nWhat is measured against what, and how to repeat it: [README.md](README.md).\n"


def machine():
    """Cores, processor and kernel; nothing that names the machine."""
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    processor = model[1].strip() if model else platform.machine()
    return f"{os.cpu_count()} cores, {processor}, Linux {platform.release()}"


def section(title, command, text):
    return f"## {title}\n\n`{command}` on {machine()}\n\n{text.strip()}\n"


def store(order, title, fresh, file=FILE, header=_HEADER):
    """Puts a section in place of the one before it of the same title; `order` lists all titles."""
    text = file.read_text() if file.exists() else ""
    found = {part.split("\n", 1)[0][3:]: part for part in re.split(r"(?m)^(?=## )", text) if part.startswith("## ")}
    found[title] = fresh
    known = [name for name in order if name in found]
    others = [name for name in found if name not in order]
    draft = file.with_suffix(".md.new")
    draft.write_text("\n".join([header, *(found[name].strip() + "\n" for name in known + others)]))
    draft.replace(file)
