"""What senders send, in each format, and what is read of it: invented content."""

import json
from datetime import datetime
from typing import Any

from wardmote.formats.packs import reading
from wardmote.formats.packs.gathering import Gathering
from wardmote.rules.hunting.packs import Pack
from wardmote.rules.indicators.values import Kind

MD5 = "900150983cd24fb0d6963f7d28e17f72"
SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
FIRST = "indicator--11111111-1111-4111-8111-111111111111"
SECOND = "indicator--22222222-2222-4222-8222-222222222222"


def stix(ref: str = FIRST, pattern: str = "[domain-name:value = 'evil.test']", **more: Any) -> Any:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": ref,
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
        **more,
    }


def bundle(*objects: Any) -> bytes:
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}).encode()


def attribute(sort: str, value: str, **more: Any) -> Any:
    return {"type": sort, "value": value, "to_ids": True, **more}


def event(*attributes: Any, **more: Any) -> bytes:
    return json.dumps(
        {
            "Event": {
                "info": "A campaign",
                "timestamp": "1767225600",
                "Attribute": attributes,
                **more,
            }
        }
    ).encode()


OPENIOC = f"""<?xml version="1.0" encoding="utf-8"?>
<ioc xmlns="http://schemas.mandiant.com/2010/ioc" id="x" last-modified="2026-01-01T00:00:00">
  <short_description>A campaign</short_description>
  <definition>
    <Indicator operator="OR" id="1">
      <IndicatorItem id="2" condition="contains">
        <Context document="Network" search="Network/DNS" type="mir"/>
        <Content type="string">evil.test</Content>
      </IndicatorItem>
      <IndicatorItem id="3" condition="is">
        <Context document="FileItem" search="FileItem/Md5sum" type="mir"/>
        <Content type="md5">{MD5}</Content>
      </IndicatorItem>
      <IndicatorItem id="4" condition="is">
        <Context document="RegistryItem" search="RegistryItem/Path" type="mir"/>
        <Content type="string">HKLM\\Evil</Content>
      </IndicatorItem>
      <Indicator operator="AND" id="5">
        <IndicatorItem id="6" condition="is">
          <Context document="FileItem" search="FileItem/FileName" type="mir"/>
          <Content type="string">evil.exe</Content>
        </IndicatorItem>
        <IndicatorItem id="7" condition="is">
          <Context document="PortItem" search="PortItem/remoteIP" type="mir"/>
          <Content type="IP">45.0.0.1</Content>
        </IndicatorItem>
      </Indicator>
    </Indicator>
  </definition>
</ioc>
""".encode()

SIGMA = b"""title: Odd downloads
logsource:
  category: proxy
detection:
  selection:
    c-uri: /evil.bin
  condition: selection
"""

CSAF = json.dumps(
    {
        "document": {
            "csaf_version": "2.0",
            "category": "csaf_security_advisory",
            "title": "A flaw in the Invented Gateway",
            "publisher": {"name": "Invented Ltd", "category": "vendor"},
            "tracking": {
                "id": "INV-2026-1",
                "initial_release_date": "2026-01-01T00:00:00Z",
                "current_release_date": "2026-01-02T00:00:00Z",
            },
            "aggregate_severity": {"text": "Critical"},
            "distribution": {"tlp": {"label": "WHITE"}},
            "references": [{"url": "https://invented.test/1", "summary": "x"}],
        },
        "product_tree": {
            "branches": [
                {
                    "category": "vendor",
                    "name": "Invented",
                    "branches": [
                        {
                            "category": "product_version",
                            "name": "1.0",
                            "product": {"product_id": "P1", "name": "Invented Gateway 1.0"},
                        }
                    ],
                }
            ],
            "full_product_names": [{"product_id": "P2", "name": "Invented Console"}],
        },
        "vulnerabilities": [
            {
                "cve": "CVE-2026-0001",
                "product_status": {"known_affected": ["P1", "P9"], "fixed": ["P2"]},
                "references": [{"url": "https://invented.test/2"}],
            }
        ],
    }
).encode()


def taken(data: bytes | str, now: datetime | None = None) -> Pack:
    gathering = Gathering("pack")
    reading.take(data.encode() if isinstance(data, str) else data, gathering)
    return gathering.pack("pack", now)


def pairs(pack: Pack) -> list[tuple[Kind, str]]:
    return [(each.kind, each.value) for each in pack.indicators]


def left(pack: Pack) -> list[tuple[str, str]]:
    return [(each.ref, each.reason) for each in pack.left_out]
