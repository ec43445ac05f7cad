from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_plans_are_approved'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='roleright',
            name='role_right_right_is_known',
        ),
        migrations.AlterField(
            model_name='historicalroleright',
            name='right',
            field=models.CharField(choices=[('read_journals', 'Читать журналы, классы и расписание'), ('check', 'Следить за заполнением'), ('print', 'Заказывать журналы и ведомости'), ('import', 'Загружать списки и расписание'), ('year', 'Настраивать учебный год: календарь, классы, нагрузку, расписание'), ('substitutions', 'Назначать замены и переносы уроков'), ('plans', 'Утверждать календарно-тематические планы'), ('families', 'Писать семьям классов, срочно и в тихие часы'), ('staff', 'Вести личные карточки сотрудников'), ('pupils', 'Вести карточки учеников и родителей'), ('access', 'Назначать роли и давать доступ по приказу'), ('passwords', 'Выдавать листки для входа'), ('corrections', 'Решать об исправлениях и открывать периоды'), ('breaches', 'Разбирать нарушения конфиденциальности'), ('consents', 'Вести реестр согласий'), ('history', 'Читать историю изменений'), ('export', 'Выгружать личные данные'), ('system', 'Видеть состояние программы')], max_length=20, verbose_name='право'),
        ),
        migrations.AlterField(
            model_name='roleright',
            name='right',
            field=models.CharField(choices=[('read_journals', 'Читать журналы, классы и расписание'), ('check', 'Следить за заполнением'), ('print', 'Заказывать журналы и ведомости'), ('import', 'Загружать списки и расписание'), ('year', 'Настраивать учебный год: календарь, классы, нагрузку, расписание'), ('substitutions', 'Назначать замены и переносы уроков'), ('plans', 'Утверждать календарно-тематические планы'), ('families', 'Писать семьям классов, срочно и в тихие часы'), ('staff', 'Вести личные карточки сотрудников'), ('pupils', 'Вести карточки учеников и родителей'), ('access', 'Назначать роли и давать доступ по приказу'), ('passwords', 'Выдавать листки для входа'), ('corrections', 'Решать об исправлениях и открывать периоды'), ('breaches', 'Разбирать нарушения конфиденциальности'), ('consents', 'Вести реестр согласий'), ('history', 'Читать историю изменений'), ('export', 'Выгружать личные данные'), ('system', 'Видеть состояние программы')], max_length=20, verbose_name='право'),
        ),
        migrations.AddConstraint(
            model_name='roleright',
            constraint=models.CheckConstraint(condition=models.Q(('right__in', ['read_journals', 'check', 'print', 'import', 'year', 'substitutions', 'plans', 'families', 'staff', 'pupils', 'access', 'passwords', 'corrections', 'breaches', 'consents', 'history', 'export', 'system'])), name='role_right_right_is_known'),
        ),
    ]
