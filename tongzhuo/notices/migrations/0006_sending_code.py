from django.db import migrations, models

import tongzhuo.kernel.codes


class Migration(migrations.Migration):

    dependencies = [("notices", "0005_what_was_sent")]

    operations = [
        migrations.AlterField(
            model_name="sending",
            name="code",
            field=models.CharField(default=tongzhuo.kernel.codes.new_code, editable=False, max_length=10, unique=True),
        ),
    ]
