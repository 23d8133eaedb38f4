"""Parts of Great Expectations that are replaced because they cost seconds: their files and pages are the same.

The library's stores copy each result six times to write it. Its pages look on the disk for a newer template of each of
their parts. `gx` puts these classes into the library's context.
"""

import json
from collections.abc import Mapping
from typing import Any

from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.data_context.store import expectations_store, validation_results_store
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.render.view.view import DefaultJinjaPageView
from great_expectations.util import convert_to_json_serializable

WHEN_KNOWN = ("id", "notes", "description")


class ExpectationsStore(expectations_store.ExpectationsStore):
    """The library's store of suites, which a context knows by this name."""

    def serialize(self, value: Any) -> str:
        shown = {"name": value.name, "id": value.id, "meta": value.meta, "notes": value.notes}
        return _text({**shown, "expectations": list(map(_shown, value.expectation_configurations))})

    def deserialize(self, value: Any) -> Any:
        return json.loads(value)


class ValidationResultsStore(validation_results_store.ValidationResultsStore):
    """The library's store of results, which a context knows by this name."""

    def serialize(self, value: Any) -> str:
        kept = ("success", "suite_name", "suite_parameters", "statistics", "meta", "id")
        return _text({**{name: getattr(value, name) for name in kept}, "results": list(map(_result, value.results))})

    def deserialize(self, value: Any) -> Any:
        found = json.loads(value)
        return ExpectationSuiteValidationResult(**{**found, "results": list(map(_read, found["results"]))})


class PageView(DefaultJinjaPageView):
    """The library's view of a page, whose templates do not change while it is open."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.env.auto_reload = False


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, sort_keys=True, default=convert_to_json_serializable)


def _shown(one: Any) -> dict[str, Any]:
    found = {"type": one.type, "kwargs": one.kwargs, "meta": one.meta, "severity": one.severity}
    return found | {name: known for name in WHEN_KNOWN if (known := getattr(one, name)) is not None}


def _read(one: Mapping[str, Any]) -> ExpectationValidationResult:
    shown = one["expectation_config"]
    return ExpectationValidationResult(**{**one, "expectation_config": shown and ExpectationConfiguration(**shown)})


def _result(one: Any) -> dict[str, Any]:
    return {
        "success": one.success,
        "expectation_config": _shown(one.expectation_config),
        "result": convert_to_json_serializable(one.result),
        "meta": one.meta,
        "exception_info": convert_to_json_serializable(one.exception_info),  # its keys may be metrics
    }
