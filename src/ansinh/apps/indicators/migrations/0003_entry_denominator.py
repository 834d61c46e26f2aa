from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0002_related_series"),
    ]

    operations = [
        migrations.AddField(
            model_name="entrycell",
            name="raw_denominator",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="mẫu số như đã gõ"),
        ),
    ]
