from django.db import migrations
from django.db.models import F

from tongzhuo.kernel.codes import new_code


def know(apps, schema_editor):
    """What was told stays told, what left stays sent, and who gets e-mail gets it at the address in their account."""
    notices, sendings, ways = (apps.get_model("notices", name) for name in ("Notice", "Sending", "AgreedChannel"))
    notices.objects.update(due=F("created"), handed_on_at=F("created"))
    sendings.objects.filter(sent_at__isnull=False).update(state="sent")
    sendings.objects.filter(sent_at=None).exclude(error="").update(state="failed")
    for way in ways.objects.select_related("person__account"):
        way.address = (way.person.account and way.person.account.email) or ""
        way.confirmed_at = way.agreed_at
        way.save()
        sendings.objects.filter(notice__to=way.person_id, channel=way.channel).update(way=way)
    for sending in sendings.objects.filter(code=None).iterator():
        sending.code = new_code()
        sending.save(update_fields=["code"])


class Migration(migrations.Migration):

    dependencies = [("notices", "0004_ways_out")]

    operations = [migrations.RunPython(know, migrations.RunPython.noop)]
