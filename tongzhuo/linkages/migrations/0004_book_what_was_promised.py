"""Hours that people promised before there were sign-ups become sign-ups, each with its shift, activity and project."""

from django.db import migrations
from django.db.models import Q

A_BATCH = 500


def book(apps, schema_editor):
    Link = apps.get_model("linkages", "Link")
    held = Q(state__in=("asked", "accepted", "fulfilled")) & ~Q(
        need__state__in=("withdrawn", "unmet", "merged", "referred", "declined")
    )
    links = Link.objects.filter(held, sign_up=None, starts__isnull=False, occasion__starts__isnull=False)
    links = links.filter(person__isnull=False, occasion__ask__kind__in=("people", "professional"))
    links = links.select_related("need", "occasion__ask").order_by("pk")
    shifts = {}
    for link in links.iterator(chunk_size=A_BATCH):
        shift = shifts.setdefault(link.occasion_id, None) or _shift(apps, link)
        shifts[link.occasion_id] = shift
        _sign_up(apps, link, shift)


def _shift(apps, link):
    need, ask, occasion = link.need, link.occasion.ask, link.occasion
    Project = apps.get_model("projects", "Project")
    Activity = apps.get_model("service", "Activity")
    Shift = apps.get_model("service", "Shift")
    project = Project.objects.filter(need=need).first() or Project.objects.create(
        title=need.title, title_en=need.title_en, need=need, place_id=need.place_id, state="active",
        contact_id=need.confirmed_by_id, starts_on=need.starts_on, ends_on=need.ends_on,
    )
    activity = Activity.objects.filter(project=project, ask=ask).first() or Activity.objects.create(
        project=project, ask=ask, title=need.title, title_en=need.title_en, content=need.summary,
        place_id=need.place_id, lat=need.lat, lon=need.lon, in_charge_id=need.confirmed_by_id,
        by_invitation=ask.kind != "people",
    )
    return Shift.objects.create(
        activity=activity, occasion=occasion, starts=occasion.starts, ends=occasion.ends, places=None
    )


def _sign_up(apps, link, shift):
    states = {"asked": "invited", "accepted": "signed_up", "fulfilled": "attended"}
    SignUp = apps.get_model("service", "SignUp")
    link.sign_up = SignUp.objects.create(
        shift=shift, person_id=link.person_id, state=states[link.state], came_by="link", starts=shift.starts,
        ends=shift.ends, answered_at=link.answered_at, signed_by_id=link.answered_by_id,
    )
    link.save(update_fields=["sign_up"])
    shift.taken += 1
    # What is over may have had more helpers than it asked for: its places are those that were taken.
    if link.occasion.quantity is not None:
        shift.places = max(link.occasion.quantity, shift.taken)
    shift.save(update_fields=["taken", "places"])


class Migration(migrations.Migration):
    dependencies = [("linkages", "0003_sign_ups"), ("projects", "0001_initial"), ("service", "0001_initial")]

    operations = [migrations.RunPython(book, migrations.RunPython.noop)]
