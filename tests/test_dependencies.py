"""What uv.lock pins: from where, by which digest, under which licence, and not known to be vulnerable.

All of it is read from the lock file and the installed packages, without a network. `make audit` asks the advisory
service.
"""

import csv
import re
import tomllib
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit

import pytest
from packaging.version import Version

from flows.settings import CHECKOUT

PACKAGES: list[dict[str, Any]] = tomllib.loads((CHECKOUT / "uv.lock").read_text("utf-8"))["package"]
BY_NAME = {package["name"]: package for package in PACKAGES}
INDEX = "https://pypi.org/simple"
FILE_HOST = "files.pythonhosted.org"
VULNERABLE = CHECKOUT / "tests" / "known_vulnerabilities.csv"

# SPDX identifiers that a product may be shipped with. MPL-2.0 is copyleft by file: the packages are unchanged.
ALLOWED = frozenset(
    [
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    ]
)
# Packages that state their licence by a classifier only.
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
EXCEPTIONS = {
    "pebble": "LGPL: imported as a separate, unchanged package, which the LGPL permits",
    "tld": "MPL-1.1, GPL or LGPL by choice: MPL-1.1 is taken; imported unchanged",
    "text-unidecode": "Artistic License, GPL or GPLv2+ by choice: the Artistic License is taken; imported unchanged",
}


def runtime_names() -> list[str]:
    """The packages that `pip install backbench` brings, found by following the lock's dependencies."""
    seen, waiting = set[str](), ["backbench"]
    while waiting:
        package = BY_NAME[name := waiting.pop()]
        seen.add(name)
        asked = [one for other in PACKAGES for one in depends(other) if one["name"] == name]
        extras = {extra for one in asked for extra in one.get("extra", [])}
        optional = package.get("optional-dependencies", {})
        found = [*depends(package), *(one for extra in extras for one in optional.get(extra, []))]
        waiting += [one["name"] for one in found if one["name"] not in seen]
    return sorted(seen - {"backbench"})


def depends(package: dict[str, Any]) -> list[dict[str, Any]]:
    return list(package.get("dependencies", []))


def licences_of(name: str) -> set[str]:
    """SPDX identifiers of which one choice is needed for each OR; empty if nothing is stated."""
    stated = metadata.metadata(name)
    spoken = [stated.get("License-Expression") or "", (stated.get("License") or "").strip()]
    for text in spoken:
        for choice in re.split(r"\s+OR\s+", text.replace("(", "").replace(")", "")):
            parts = set(re.split(r"\s+AND\s+", choice))
            if parts <= ALLOWED:
                return parts
    classifiers = [line.split("::")[-1].strip() for line in stated.get_all("Classifier") or [] if "License" in line]
    return {CLASSIFIERS.get(one, one) for one in classifiers}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_each_package_comes_from_the_index_by_its_digest(package: dict[str, Any]) -> None:
    if package["name"] == "backbench":
        assert package["source"] == {"editable": "."}
        return
    assert package["source"] == {"registry": INDEX}
    files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    assert files
    for file in files:
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"])
        assert urlsplit(file["url"])[:2] == ("https", FILE_HOST)


def test_each_package_of_a_running_backbench_has_a_permitted_licence() -> None:
    names = runtime_names()
    assert len(names) > 100
    refused = {}
    for name in names:
        try:
            licences = licences_of(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform or version of Python
        if not licences or not licences <= ALLOWED:
            refused[name] = licences
    assert set(refused) == set(EXCEPTIONS), f"without a permitted licence, or no longer an exception: {refused}"


def test_no_pinned_version_is_known_to_be_vulnerable() -> None:
    with VULNERABLE.open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert {row["package"] for row in rows} <= set(BY_NAME), "a package that is no longer pinned needs no row"
    for row in rows:
        assert Version(BY_NAME[row["package"]]["version"]) >= Version(row["fixed_in"]), row["advisory"]
