"""Web addresses of pages, without what only counts who came from where."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

__all__ = ["page_of", "without_tracking"]

# Of Google Analytics, Matomo, AT Internet, Mapp; of networks' and newsletters' clicks.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|hsa|at|wt|oly|vero|mkt|trk|ns)_\w+|_ga|_gl|_hs\w+|xtor|xtref|wtrid"
    r"|(?:fb|g|d|ms|tw|tt|y|gb|wb|li)cl\w{0,3}id|gclsrc|igshid?|mc_[ce]id|srsltid|s_kwcid"
    r"|ref_src|ref_url|cmpid|cmp|smid|smtyp|ftag|ocid|icid|ncid|spm|yclid|ito|taid|rss",
    re.IGNORECASE,
)


def without_tracking(url: str) -> str:
    """Return an address without parameters that change nothing of the page.

    One that can't be divided is returned as it is.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [p for p in parts.query.split("&") if not _is_tracking(p)]
    fragment = "" if _is_tracking(parts.fragment) else parts.fragment
    return urlunsplit(parts._replace(query="&".join(kept), fragment=fragment))


def page_of(url: str) -> str:
    """Return what all addresses of one page have in common."""
    try:
        parts = urlsplit(without_tracking(url))
    except ValueError:
        return url
    host = (parts.netloc or "").lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def _is_tracking(parameter: str) -> bool:
    return bool(_TRACKING.fullmatch(parameter.partition("=")[0]))
