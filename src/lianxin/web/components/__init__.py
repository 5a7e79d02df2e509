"""The pieces pages are laid from: `ui.button(…)`, `ui.clock(…)`, `{% call ui.card(…) %}` in every template."""
