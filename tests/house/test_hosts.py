"""What is published names no host and no path of somebody's machine."""

from __future__ import annotations

import re

from tests.house.tree import short, text_files

# Addresses that name a licence or a format, which licences and formats ask for.
ALLOWED = (
    "www.apache.org/licenses",
    "www.w3.org/",
    "json-schema.org/",
    "opendatacommons.org/",
    "www.openstreetmap.org/copyright",
    "openfontlicense.org",
    "scripts.sil.org/OFL",
    "creativecommons.org/licenses",
)
# Written in parts, so that this file passes its own test.
HOST = re.compile(r"\b(?:https?|wss?|mqtts?|ftp|file)" + r"://([^\s\"'<>)\]]*)")
FOLDER = "work|home|root|tmp|opt|farm|Users|mnt"
MACHINE = re.compile(rf"(?<![\w.*/-])/(?:{FOLDER})/[\w.-]+|\.\./" + r"shared\b")


def leaks(text: str) -> list[str]:
    """Addresses and machine paths in a text."""
    hosts = [match[1] for match in HOST.finditer(text) if not match[1].startswith(ALLOWED)]
    return hosts + [match[0] for match in MACHINE.finditer(text)]


def test_no_file_names_a_host_or_a_machine_path() -> None:
    found = [f"{short(path)}: {leak}" for path in text_files() for leak in leaks(path.read_text())]
    assert not found, "\n" + "\n".join(found)


def test_hosts_and_paths_are_found() -> None:
    assert leaks("see https:" + "//example.org/a and 'wss:" + "//10.0.0.1:80'") == [
        "example.org/a",
        "10.0.0.1:80",
    ]
    assert leaks("open /ho" + "me/me/x.py or .." + "/shared/y") == ["/ho" + "me/me", ".." + "/shared"]


def test_formats_and_licences_may_name_themselves() -> None:
    assert leaks('<svg xmlns="http:' + '//www.w3.org/2000/svg">, out/home/x, a/tmp/b') == []
