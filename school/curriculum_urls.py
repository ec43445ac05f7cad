"""Addresses of curricula; part of school.urls."""

from django.urls import path

from .views import curriculum

urlpatterns = [
    path("year/curricula/", curriculum.curricula, name="curricula"),
    path("year/curricula/new/", curriculum.new_curriculum, name="new_curriculum"),
    path("year/curricula/<int:pk>/", curriculum.curriculum, name="curriculum"),
    path("year/curricula/<int:pk>/save/", curriculum.save_curriculum, name="save_curriculum"),
    path("year/curricula/<int:pk>/classes/", curriculum.curriculum_classes, name="curriculum_classes"),
    path("year/curricula/<int:pk>/copy/", curriculum.copy_curriculum, name="copy_curriculum"),
    path("year/curricula/<int:pk>/revise/", curriculum.revise_curriculum, name="revise_curriculum"),
    path("year/curricula/<int:pk>/remove/", curriculum.remove, name="remove_curriculum"),
    path("year/curricula/plans/<int:pk>/make/", curriculum.make_individual, name="make_individual"),
    path("classes/<int:pk>/curriculum/", curriculum.class_curriculum, name="class_curriculum"),
]  # fmt: skip
