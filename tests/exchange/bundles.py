"""Small OneRoster bundles and FET files, right ones, to be spoilt by tests."""

import zipfile
from pathlib import Path

from exchange.models import ImportJob
from tests.factories import NOW, clerk

SCHOOL = {
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n",
    "orgs.csv": "sourcedId,name,type\nschool,Школа № 7,school\n",
    "academicSessions.csv": (
        "sourcedId,title,type,startDate,endDate,parentSourcedId\n"
        "sy,2025/2026,schoolYear,2025-09-01,2026-05-26,\n"
        "q1,I четверть,gradingPeriod,2025-09-01,2025-10-24,sy\n"
        "q2,II четверть,gradingPeriod,2025-11-05,2025-12-30,sy\n"
    ),
    "courses.csv": "sourcedId,title,subjects\nc-alg,Алгебра,Алгебра\nc-eng,Английский язык,\n",
    "classes.csv": (
        "sourcedId,title,grades,courseSourcedId,classCode,classType,schoolSourcedId,"
        "termSourcedIds,subjects,metadata.weeklyHours\n"
        "hr-7a,7А,07,,7А,homeroom,school,q1,,\n"
        "hr-7b,7Б,07,,7Б,homeroom,school,q1,,\n"
        'g-alg,Алгебра · 7А,07,c-alg,7А,scheduled,school,"q1,q2",Алгебра,3\n'
        "g-eng,Английский · 7А+7Б,07,c-eng,7А+7Б,scheduled,school,q1,,2\n"
    ),
    "users.csv": (
        "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,middleName,"
        "identifier,email,phone,agentSourcedIds,grades\n"
        "t-1,true,school,teacher,ivanova,Анна,Иванова,Петровна,Иванова,iva@example.org,,,\n"
        "t-2,true,school,teacher,petrov,Пётр,Петров,Ильич,Петров,,,,\n"
        "a-1,true,school,administrator,sidorov,Семён,Сидоров,,,,,,\n"
        "s-1,true,school,student,alexeev,Иван,Алексеев,Олегович,,,,p-1,07\n"
        "s-2,true,school,student,borisova,Ольга,Борисова,,,,,,07\n"
        "p-1,true,school,parent,alexeeva,Мария,Алексеева,Львовна,,,+7 900 000-00-00,,\n"
        "p-2,true,school,guardian,borisov,Олег,Борисов,,,,,s-2,\n"
    ),
    "demographics.csv": "sourcedId,birthDate,sex\ns-1,2012-03-04,male\ns-2,05.06.2012,female\n",
    "enrollments.csv": (
        "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
        "e-1,hr-7a,school,t-1,teacher,true,2025-09-01,2026-05-26\n"
        "e-2,hr-7a,school,t-2,teacher,false,,\n"
        "e-3,hr-7a,school,s-1,student,,2025-09-01,2026-05-26\n"
        "e-4,hr-7b,school,s-2,student,,2025-09-01,2026-05-26\n"
        "e-5,g-alg,school,t-1,teacher,true,,\n"
        "e-6,g-alg,school,s-1,student,,,\n"
        "e-7,g-eng,school,t-2,teacher,true,,\n"
        "e-8,g-eng,school,s-1,student,,,\n"
        "e-9,g-eng,school,s-2,student,,2025-10-06,\n"
    ),
}

FET = """<?xml version="1.0" encoding="UTF-8"?>
<fet version="6.8.5">
<Institution_Name>Школа № 7</Institution_Name>
<Days_List>
<Day><Name>Понедельник</Name></Day>
<Day><Name>Вторник</Name></Day>
</Days_List>
<Hours_List>
<Hour><Name>08:30</Name></Hour>
<Hour><Name>09:25</Name></Hour>
<Hour><Name>10:20</Name></Hour>
</Hours_List>
<Subjects_List>
<Subject><Name>Алгебра</Name></Subject>
<Subject><Name>Английский язык</Name></Subject>
</Subjects_List>
<Teachers_List>
<Teacher><Name>Иванова</Name></Teacher>
<Teacher><Name>Петров</Name></Teacher>
</Teachers_List>
<Students_List>
<Year><Name>7</Name>
<Group><Name>7А</Name><Subgroup><Name>7А 1 группа</Name></Subgroup></Group>
<Group><Name>7Б</Name></Group>
</Year>
</Students_List>
<Activities_List>
<Activity><Teacher>Иванова</Teacher><Subject>Алгебра</Subject><Students>7А</Students>
<Duration>2</Duration><Id>1</Id><Active>true</Active></Activity>
<Activity><Teacher>Иванова</Teacher><Subject>Алгебра</Subject><Students>7А</Students>
<Duration>1</Duration><Id>2</Id><Active>true</Active></Activity>
<Activity><Teacher>Петров</Teacher><Subject>Английский язык</Subject><Students>7А</Students>
<Students>7Б</Students><Duration>1</Duration><Id>3</Id><Active>true</Active></Activity>
</Activities_List>
<Rooms_List>
<Room><Name>12</Name></Room>
</Rooms_List>
<Time_Constraints_List>
<ConstraintActivityPreferredStartingTime><Activity_Id>1</Activity_Id>
<Preferred_Day>Понедельник</Preferred_Day><Preferred_Hour>08:30</Preferred_Hour>
</ConstraintActivityPreferredStartingTime>
<ConstraintActivityPreferredStartingTime><Activity_Id>2</Activity_Id>
<Preferred_Day>Вторник</Preferred_Day><Preferred_Hour>08:30</Preferred_Hour>
</ConstraintActivityPreferredStartingTime>
<ConstraintActivityPreferredStartingTime><Activity_Id>3</Activity_Id>
<Preferred_Day>Понедельник</Preferred_Day><Preferred_Hour>10:20</Preferred_Hour>
</ConstraintActivityPreferredStartingTime>
</Time_Constraints_List>
<Space_Constraints_List>
<ConstraintActivityPreferredRoom><Activity_Id>1</Activity_Id><Room>12</Room>
</ConstraintActivityPreferredRoom>
</Space_Constraints_List>
</fet>
"""


def replaced(file: str, old: str, new: str) -> dict[str, str]:
    """The school with one place of one file changed."""
    assert old in SCHOOL[file], (file, old)
    return {**SCHOOL, file: SCHOOL[file].replace(old, new, 1)}


def write_folder(folder: Path, files: dict[str, str | bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def write_zip(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def checked_job(**values):
    """A file that was uploaded and checked, with nothing left of it on the disk."""
    about = {
        "kind": "lists",
        "status": "checked",
        "file_name": "списки.zip",
        "bytes": 10,
        "sha256": "0" * 64,
        "uploaded_by": clerk(),
        "uploaded_at": NOW,
        "started_at": NOW,
    }
    return ImportJob.objects.create(**{**about, **values})
