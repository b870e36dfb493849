"""What the outbox knows of people."""

from typing import Any, TypeAlias

# Somebody with an account: an instance of AUTH_USER_MODEL with `email`, `is_active`, `is_suspended`, `language`, `time_zone` (an IANA
# name) and `get_full_name()`. To name its class would be an import upwards.
Person: TypeAlias = Any
