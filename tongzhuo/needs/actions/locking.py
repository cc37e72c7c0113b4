"""The need as it is now, held until the action is over."""

from tongzhuo.needs.models import Need


def locked(need: Need) -> Need:
    rows = Need.objects.select_for_update(of=("self",)).select_related("place__parent", "raised_for", "raised_by")
    return rows.get(pk=need.pk)
