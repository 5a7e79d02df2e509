"""The demo: forty believable days of five towns, made by the acts a person would use. All people are invented."""

from lianxin.demo.build import build, clear_all, cut_off
from lianxin.demo.people import logins

__all__ = ["build", "clear_all", "cut_off", "logins"]
