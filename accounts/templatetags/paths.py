"""`{% path_of "journal:grid" section.pk %}`: as `{% url %}`, for the pages that are opened most."""

from django import template

from accounts import paths

register = template.Library()
register.simple_tag(paths.path_of)
