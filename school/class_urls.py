"""Addresses of classes, groups, subjects and load; part of school.urls."""

from django.urls import path

from .views import class_setup, groups, individual, load, subjects

urlpatterns = [
    path("year/subjects/", subjects.subjects, name="subjects"),
    path("year/subjects/federal/", subjects.federal_subjects, name="federal_subjects"),
    path("year/subjects/rooms/", subjects.rooms, name="rooms"),
    path("classes/setup/", class_setup.class_setup, name="class_setup"),
    path("classes/new/", class_setup.new_class, name="new_class"),
    path("classes/copy/", class_setup.copy_classes, name="copy_classes"),
    path("classes/combine/", class_setup.combine_classes, name="combine_classes"),
    path("classes/combined/<int:pk>/part/", class_setup.part_classes, name="part_classes"),
    path("classes/groups/new/", groups.new_group, name="new_group"),
    path("classes/<int:pk>/edit/", class_setup.edit_class, name="edit_class"),
    path("classes/<int:pk>/remove/", class_setup.remove_class, name="remove_class"),
    path("classes/<int:pk>/homeroom/", class_setup.give_homeroom, name="give_homeroom"),
    path(
        "classes/<int:pk>/homeroom/<int:homeroom>/end/",
        class_setup.end_homeroom,
        name="end_homeroom",
    ),
    path("classes/<int:pk>/subjects/", groups.class_subjects, name="class_subjects"),
    path("classes/<int:pk>/subjects/<int:section>/", groups.edit_section, name="edit_section"),
    path("classes/<int:pk>/load/", load.class_load, name="class_load"),
    path("classes/plans/", individual.plans, name="plans"),
    path("classes/plans/new/<int:pk>/", individual.new_plan, name="new_plan"),
    path("year/load/", load.load, name="load"),
    path("year/load/copy/", load.copy_load, name="copy_load"),
    path("year/load/sections/<int:pk>/", load.section_load, name="section_load"),
    path("year/load/sections/<int:pk>/<int:load>/end/", load.end_load, name="end_load"),
]
