"""Explanations are text, folded by whoever writes them; those that are there are read as they are."""

import fair.matching.models.match
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matching", "0008_chunks_of_lines")]

    operations = [
        migrations.AlterField(
            "match",
            "explanation",
            fair.matching.models.match.ExplanationField(verbose_name="explanation"),
        ),
    ]
