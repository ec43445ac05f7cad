from django.db import migrations

from accounts.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("school", "0001_initial"), ("accounts", "0002_history_is_append_only")]
    operations = [
        append_only(
            "school_historicalbellschedule",
            "school_historicalcalendarday",
            "school_historicalclassenrollment",
            "school_historicalcoursesection",
            "school_historicalgradingperiod",
            "school_historicalguardianlink",
            "school_historicalholidaybreak",
            "school_historicalhomeroom",
            "school_historicalroom",
            "school_historicalschoolclass",
            "school_historicalschoolyear",
            "school_historicalsectionclass",
            "school_historicalsectionenrollment",
            "school_historicalstaffmember",
            "school_historicalstudent",
            "school_historicalsubject",
            "school_historicalteachingload",
            "school_historicaltimeslot",
            "school_historicaltimetable",
            "school_historicaltimetableentry",
        ),
    ]
