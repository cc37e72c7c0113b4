"""A certificate may be of several activities, and is made once a press."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def name_them(apps: Any, schema: Any) -> None:
    for one in apps.get_model("certificates", "Certificate").objects.using(schema.connection.alias).exclude(
        activity_name=""
    ):
        one.activities = [one.activity_name]
        one.save(update_fields=["activities"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]
    operations = [
        migrations.AddField("certificate", "activities", models.JSONField(default=list)),
        migrations.AddField("certificate", "press", models.CharField(blank=True, max_length=64, default="")),
        migrations.RunPython(name_them, migrations.RunPython.noop),
        migrations.RemoveField("certificate", "activity_name"),
        migrations.AlterField("certificate", "press", models.CharField(blank=True, max_length=64)),
        migrations.AddConstraint(
            "certificate",
            models.UniqueConstraint(fields=["person", "press"], condition=~Q(press=""), name="made_once_a_press"),
        ),
    ]
