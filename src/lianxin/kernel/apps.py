"""The one Django app that remembers."""

from django.apps import AppConfig


class Kernel(AppConfig):
    name = "lianxin.kernel"
    label = "kernel"
    verbose_name = "连心"
