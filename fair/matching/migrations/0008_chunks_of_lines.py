"""Chunks are ranges of lines: what an open run has cut into ranges of needs is cut anew."""

from django.db import migrations, models


def forget_open_chunks(apps, _editor):
    """Have open runs begin again; who does a line's matches puts them in the place of others."""
    chunks = apps.get_model("matching", "RunChunk").objects
    chunks.filter(run__state__in=["queued", "running"]).delete()


class Migration(migrations.Migration):
    dependencies = [("matching", "0007_last_of_lists")]

    operations = [
        migrations.RunPython(forget_open_chunks, migrations.RunPython.noop),
        migrations.RenameField("runchunk", "first_need_id", "first_line_id"),
        migrations.RenameField("runchunk", "last_need_id", "last_line_id"),
        migrations.AddField(
            "runchunk",
            "kind",
            models.CharField(
                choices=[("pairs", "Pairs"), ("gaps", "Gaps")],
                default="pairs",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            "runchunk",
            models.CheckConstraint(
                condition=models.Q(("kind__in", ["pairs", "gaps"])), name="run_chunk_kind_known"
            ),
        ),
    ]
