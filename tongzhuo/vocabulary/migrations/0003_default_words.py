from django.db import migrations

from tongzhuo.vocabulary.defaults import default_words


def learn(apps, schema_editor):
    """Every installation begins with the default words. What is there already stays as it is."""
    terms = apps.get_model("vocabulary", "Term").objects.using(schema_editor.connection.alias)
    units = {}
    for word in default_words():
        facts = {"name_zh": word.name_zh, "name_en": word.name_en, "aliases": list(word.aliases), "factor": word.factor}
        term, _made = terms.get_or_create(
            shelf=word.shelf, slug=word.slug, defaults=facts | {"base": units.get(word.base)}
        )
        if word.shelf == "unit":
            units[word.slug] = term


class Migration(migrations.Migration):
    dependencies = [("vocabulary", "0002_aliases")]
    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
