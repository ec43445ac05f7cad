"""A small file of aSc Timetables, a right one, to be spoilt by tests."""

ASC = """<?xml version="1.0" encoding="UTF-8"?>
<timetable importtype="database" displayname="aSc Timetables 2012 XML">
<periods><period name="1" short="1" period="1" starttime="8:30" endtime="9:15"/>
<period name="2" short="2" period="2" starttime="9:25" endtime="10:10"/>
<period name="3" short="3" period="3" starttime="10:20" endtime="11:05"/></periods>
<daysdefs><daysdef id="D1" name="Понедельник" days="10000"/><daysdef id="D2" name="Вторник" days="01000"/>
<daysdef id="D3" name="Среда" days="00100"/><daysdef id="D4" name="Четверг" days="00010"/>
<daysdef id="D5" name="Пятница" days="00001"/><daysdef id="DX" name="Любой" days="10000,01000"/></daysdefs>
<weeksdefs><weeksdef id="W1" name="A" weeks="10"/><weeksdef id="W2" name="B" weeks="01"/></weeksdefs>
<termsdefs><termsdef id="T1" name="I полугодие" terms="10"/><termsdef id="T2" name="II полугодие" terms="01"/></termsdefs>
<subjects><subject id="S1" name="Алгебра" short="Алг"/><subject id="S2" name="Английский язык" short="Англ"/></subjects>
<teachers><teacher id="P1" name="Иванова" short="Ив"/><teacher id="P2" name="Петров" short="Пе"/>
<teacher id="P3" name="Петров" short="Пе2"/></teachers>
<buildings><building id="B1" name="Главное"/><building id="B2" name="Начальная школа"/></buildings>
<classrooms><classroom id="R1" name="12" short="12" buildingid="B1"/><classroom id="R2" name="13" short="13" buildingid="B2"/></classrooms>
<classes><class id="C1" name="7А" short="7А" grade=""/><class id="C2" name="7Б" short="7Б" grade="7"/></classes>
<groups><group id="G1" name="Весь класс" classid="C1" entireclass="1"/><group id="G2" name="1 группа" classid="C1" entireclass="0"/>
<group id="G3" name="Весь класс" classid="C2" entireclass="1"/></groups>
<lessons>
<lesson id="L1" subjectid="S1" classids="C1" groupids="G1" teacherids="P1" periodsperweek="3.0"/>
<lesson id="L2" subjectid="S2" classids="C1,C2" groupids="G1,G3" teacherids="P2,P3" periodsperweek="0.5"/>
<lesson id="L3" subjectid="S2" classids="C1" groupids="G2" teacherids="P1" periodsperweek="1.0"/>
</lessons>
<cards>
<card lessonid="L1" period="1" days="10000" weeks="11" terms="11" classroomids="R1"/>
<card lessonid="L1" period="2" days="10000" weeks="11" terms="11" classroomids="R1"/>
<card lessonid="L2" period="3" days="01000" weeks="10" terms="11" classroomids="R1,R2"/>
<card lessonid="L3" period="1" days="10000" weeks="11" terms="01" classroomids="R2"/>
</cards>
</timetable>
"""
