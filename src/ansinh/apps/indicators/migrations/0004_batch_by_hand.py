from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("indicators", "0003_entry_denominator"),
    ]

    operations = [
        migrations.AlterField(
            model_name="batch",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sheet", "Phiếu nhập"),
                    ("import", "Tệp nhập vào"),
                    ("load", "Nạp dữ liệu"),
                    ("api", "Qua API"),
                    ("hand", "Ghi bằng tay"),
                ],
                max_length=8,
            ),
        ),
    ]
