"""Deleting what is expired, a little at a time."""

from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from classroom.privacy.audit import record_audit
from classroom.privacy.models import ErasureRequest
from classroom.privacy.registry import all_retention

BATCH = 50  # things of one kind in one transaction; whoever deletes what has many rows takes fewer
SLICE_S = 0.4


def apply_retention(*, now: datetime, slice_s: float = SLICE_S) -> bool:
    """Delete what is expired, a small transaction at a time, until all is done or the slice is over.

    The worker that does this also closes the buckets of live sessions, once a second: it must be free again soon.

    Returns:
        Whether something may be left.
    """
    give_up_at = monotonic() + slice_s
    deleted = dict.fromkeys(all_retention(), 0)
    is_done = all(_delete_expired(name, deleted, now, give_up_at) for name in deleted)
    went = {name: count for name, count in deleted.items() if count}
    if went:
        record_audit(actor="system", action="retention", target="expired data", deleted=went)
    return not is_done


def _delete_expired(name: str, deleted: dict[str, int], now: datetime, give_up_at: float) -> bool:
    """Delete batch after batch of one kind of row; False when the time is over first."""
    while True:
        with transaction.atomic():
            count = all_retention()[name](now, BATCH)
        deleted[name] += count
        if count == 0:
            return True
        if monotonic() > give_up_at:
            return False


def delete_expired_receipts(now: datetime, limit: int) -> int:
    """Delete receipts of complete erasures whose time is over, with their parts."""
    before = now - timedelta(days=settings.RECEIPT_DAYS)
    complete = ErasureRequest.objects.filter(requested_at__lt=before, completed_at__isnull=False, part_of=None)
    expired = list(complete.exclude(parts__completed_at=None, parts__isnull=False).values_list("pk", flat=True)[:limit])
    ErasureRequest.objects.filter(Q(pk__in=expired) | Q(part_of__in=expired)).delete()
    return len(expired)
