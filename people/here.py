"""Tell whether an address is this computer's own, which no other can reach."""

import ipaddress


def is_here(host: str | None) -> bool:
    """Tell whether only this computer reaches an address; None is all of them."""
    try:
        return host == "localhost" or (host is not None and ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False
