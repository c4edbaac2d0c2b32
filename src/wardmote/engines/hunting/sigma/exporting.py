"""Writes Sigma rules in the languages of other systems, by the backends of pySigma.

They come with the extra `export`. DuckDB is left to `wardmote hunt run`, which asks rules itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wardmote.rules.hunting.packs import SigmaRule
from wardmote.rules.refusal import Missing

Names = dict[str | None, str | list[str]]

ELASTIC: Names = {
    "c-uri": "url.original",
    "c-uri-extension": "url.extension",
    "c-uri-query": "url.query",
    "c-useragent": "user_agent.original",
    "cs-host": "url.domain",
    "cs-method": "http.request.method",
    "cs-referrer": "http.request.referrer",
    "cs-uri-query": "url.query",
    "cs-uri-stem": "url.path",
    "dst_ip": "destination.ip",
    "dst_port": "destination.port",
    "query": "dns.question.name",
    "record_type": "dns.question.type",
    "sc-status": "http.response.status_code",
    "src_ip": "source.ip",
}
"""Names of proxy, web server, DNS and firewall rules in the Elastic Common Schema."""
SPLUNK: Names = {
    "c-uri": "url",
    "c-uri-query": "uri_query",
    "c-useragent": "http_user_agent",
    "cs-host": "url_domain",
    "cs-method": "http_method",
    "cs-referrer": "http_referrer",
    "cs-uri-query": "uri_query",
    "cs-uri-stem": "uri_path",
    "dst_ip": "dest_ip",
    "dst_port": "dest_port",
    "query": "query",
    "record_type": "record_type",
    "sc-status": "status",
    "src_ip": "src_ip",
}
"""The same in the Common Information Model of Splunk."""
NETWORK = ("proxy", "webserver", "dns", "dns_query", "firewall")


@dataclass(frozen=True, slots=True)
class Converted:
    """A rule in another language. Shape: without `queries`, `why` says what stands against it."""

    title: str
    queries: tuple[str, ...]
    why: str = ""


def convert(rules: Iterable[SigmaRule], language: str) -> Iterator[Converted]:
    """Write each rule for `kql`, `splunk` or `elastic`, or say why it cannot be.

    Raises: Missing, where the extra `export` is not installed.
    """
    backend = _backend(language)
    from sigma.collection import SigmaCollection

    for rule in rules:
        title = rule.source
        try:
            collection = SigmaCollection.from_yaml(rule.text)
            title = str(collection.rules[0].title)
            yield Converted(title, tuple(map(str, backend.convert(collection))))
        except Exception as trouble:  # what backends raise for a rule is their own
            said = re.split(r"\n|(?<=\.) ", str(trouble))[0][:200].strip()
            yield Converted(title, (), said or type(trouble).__name__)


def _backend(language: str) -> Any:
    try:
        return {"kql": _kusto, "splunk": _splunk, "elastic": _elastic}[language]()
    except ImportError:
        raise Missing(
            "Sigma rules need pySigma's backends: pip install 'wardmote[export]'."
        ) from None


def _kusto() -> Any:
    from sigma.backends.kusto import kusto
    from sigma.pipelines.microsoftxdr import microsoftxdr

    backend: Any = kusto.KustoBackend
    return backend(processing_pipeline=microsoftxdr.microsoft_xdr_pipeline())


def _splunk() -> Any:
    from sigma.backends.splunk import splunk
    from sigma.pipelines.splunk import splunk as pipelines

    windows: Any = pipelines.splunk_windows_pipeline
    return splunk.SplunkBackend(processing_pipeline=windows() + _named(SPLUNK))


def _elastic() -> Any:
    from sigma.backends.elasticsearch import elasticsearch_lucene
    from sigma.pipelines.elasticsearch.windows import ecs_windows

    pipeline = ecs_windows() + _named(ELASTIC)
    return elasticsearch_lucene.LuceneBackend(processing_pipeline=pipeline)


def _named(fields: Names) -> Any:
    """Make a pipeline that gives the fields of network rules their names elsewhere."""
    from sigma.processing.conditions import LogsourceCondition
    from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
    from sigma.processing.transformations import FieldMappingTransformation

    return ProcessingPipeline(
        name="network",
        priority=20,
        items=[
            ProcessingItem(
                identifier="network_fields",
                transformation=FieldMappingTransformation(fields),
                rule_condition_linking=any,
                rule_conditions=[LogsourceCondition(category=each) for each in NETWORK],
            )
        ],
    )
