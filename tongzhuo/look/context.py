from django.http import HttpRequest

from tongzhuo.look.preferences import Preferences, preferences_of


def preferences(request: HttpRequest) -> dict[str, Preferences]:
    """Context processor: `look` in every template."""
    return {"look": preferences_of(request)}
