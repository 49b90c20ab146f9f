"""The facts and claims of a vector, in the terms of the package."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Dict, Optional, Union
from uuid import UUID

from latchkey import ELSEWHERE, Elsewhere, Facts, License, Release, Staple, StatusList

from vectors import check_known

NOT_JUDGED = "not judged"


def facts_of(
    members: Dict[str, Any], status: Union[StatusList, Staple, None] = None
) -> Facts:
    """The facts that a vector gives."""
    check_known(
        members, "at", "organization", "benefits", "prefixes", "conditions", "activation", "usage",
        "release",
    )
    conditions = members.get("conditions", {})
    activation = members.get("activation", "none")
    assert activation in ("none", NOT_JUDGED), activation
    return Facts(
        organization=members["organization"],
        benefits=members.get("benefits"),
        prefixes=members.get("prefixes"),
        conditions=ELSEWHERE if conditions == NOT_JUDGED else conditions,
        activation=ELSEWHERE if activation == NOT_JUDGED else None,
        used=_usage(members.get("usage", "unknown")),
        release=_release(members.get("release", "unknown")),
        status=status,
    )


def _usage(value: Any) -> Union[int, Elsewhere, None]:
    if value == NOT_JUDGED:
        return ELSEWHERE
    if value == "unknown":
        return None
    assert isinstance(value, int)
    return value


def _release(value: Any) -> Union[Release, Elsewhere, None]:
    if value == NOT_JUDGED:
        return ELSEWHERE
    if value == "unknown":
        return None
    check_known(value, "releasedAt", "majorVersion")
    return Release(value["releasedAt"], value["majorVersion"])


def claims_of(license: License) -> Dict[str, Any]:
    """What a license says, in the members of a vector."""
    found: Dict[str, Any] = {
        "prefix": license.prefix,
        "license": license.id,
        "organization": license.organization,
        "benefit": license.benefit,
        "customer": license.customer,
        "issuedAt": license.issued_at,
        "notBefore": license.not_before,
        "expiresAt": license.expires_at,
        "updatesUntil": license.updates_until,
        "grace": license.grace,
        "offline": license.offline,
        "activationLimit": license.seats,
        "usageLimit": license.usage_limit,
        "conditions": license.conditions or None,
        "entitlements": list(license.entitlements) or None,
        "statusIndex": license.status_index,
        "maxMajorVersion": license.max_major_version,
        "enforcement": "advise" if license.advises else None,
        "critical": list(license.critical) or None,
        "extensions": None if license.extensions == b"\xa0" else license.extensions.hex(),
    }
    return {name: plain(value) for name, value in found.items() if value is not None}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, bytes):
        return value.hex()
    return value


def decision_of(license: License, facts: Facts, at: Optional[int]) -> Dict[str, Any]:
    """A decision in the members of a vector."""
    decision = license.evaluate(facts, at)
    return {
        "outcome": "allowed" if decision else "denied",
        "codes": [reason.code for reason in decision.reasons],
        "warnings": [warning.code for warning in decision.warnings],
    }
