"""Kinds of files that Schemathesis does not know how to send: their body is their bytes."""

import schemathesis


@schemathesis.serializer(
    "application/zip",
    "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
def as_it_is(_context, value):
    return value if isinstance(value, bytes) else str(value).encode()
