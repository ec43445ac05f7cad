"""Long lists to choose from."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

SELECTED = mark_safe(" selected")


class LongSelect(forms.Select):
    """A plain list without groups, written at once: a hundred lines beside each journal took the page most of its time."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        lines = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) in chosen else "", label) for key, label in self.choices),
        )
        own = self.build_attrs(self.attrs, attrs)
        return format_html("<select{}>{}</select>", flatatt({"name": name} | own), lines)
