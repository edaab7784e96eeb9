"""Why an address is not asked, or its answer not taken."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 it is a verdict
    """The guard says no; `reason` is short and stable, `detail` is for people."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
