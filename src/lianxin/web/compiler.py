"""How templates become code: what never changes is decided, and calls are written, when a template is compiled
(ADR 0050)."""

from __future__ import annotations

from collections.abc import Callable
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

if TYPE_CHECKING:
    from lianxin.web.pages import Language

CONSTANT = frozenset({"_", "static", "url"})
"""Functions whose answer depends on their written-out arguments alone."""


APART = (nodes.Block, nodes.Extends, nodes.Import, nodes.FromImport, nodes.Macro)
"""What a template may not hold to stand inside another one."""
STRAIGHT = {"_": "text", "fill": "filled", "fill_n": "counted", "url": "url", "static": "static"}
"""By which name the environment holds what templates call; no template gives one of these names to something else."""


class Folding(NodeTransformer):
    """Answers calls with written-out arguments while the template is compiled."""

    def __init__(self, environment: Language, around: frozenset[str] = frozenset()) -> None:
        self.environment, self.around = environment, around

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:
        """`_("…")`, `static("…")`, `url("…")` and components become their answers."""
        self.generic_visit(node, *args, **kwargs)
        called = self._called(node)
        written = [*node.args, *(word.value for word in node.kwargs)]
        if called is None or node.dyn_args or node.dyn_kwargs:
            return node
        if not all(isinstance(one, nodes.Const) for one in written):
            return node
        named = {one.key: one.value.as_const() for one in node.kwargs}
        answer = called(*(one.as_const() for one in node.args), **named)
        return nodes.Const(Markup(answer) if hasattr(answer, "__html__") else answer, lineno=node.lineno)

    def _called(self, node: nodes.Call) -> Callable[..., Any] | None:
        named = node.node
        if isinstance(named, nodes.Name) and named.name in CONSTANT:
            found: Callable[..., Any] = self.environment.globals[named.name]  # type: ignore[assignment]
            return found
        if isinstance(named, nodes.Getattr) and isinstance(named.node, nodes.Name) and named.node.name == "ui":
            return self.environment.ui.constant(named.attr)
        return None

    def visit_Include(self, node: nodes.Include, *args: Any, **kwargs: Any) -> nodes.Node:
        """A part of a page is put where it is included: looked up, and given the names of the page, only once."""
        named = node.template.as_const() if isinstance(node.template, nodes.Const) else None
        loader = self.environment.loader
        if loader is None or not isinstance(named, str) or node.ignore_missing or named in self.around:
            return node
        source, filename, _ = loader.get_source(self.environment, named)
        part = Folding(self.environment, self.around | {named}).visit(self.environment.plain(source, named, filename))
        return node if part.find(APART) else nodes.Scope(part.body, lineno=node.lineno)


class Writing(CodeGenerator):
    """Writes each `{{ … }}` by one call: for a plain text that is a tenth of Jinja's own way, which makes an object of
    every text that it has escaped."""

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """A block is put together before it is handed on: its pieces need not climb through all templates around."""
        if x.startswith("yield from "):
            x = f"yield environment.concat({x.removeprefix('yield from ')})"
        super().writeline(x, node, extra)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """What every template has (`_`, `fill`, `url`, `ui.…`) is called straight: none of it asks for the page's
        context, which Jinja finds out anew at each call."""
        named = self._straight(node)
        if not named:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write(f"environment.{named}(")
        for one in node.args:
            self.visit(one, frame)
            self.write(", ")
        for word in node.kwargs:
            self.visit(word, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _straight(self, node: nodes.Call) -> str:
        """Where the environment itself holds what is called; '' where it must be looked up, or called Jinja's way."""
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(word.key) for word in node.kwargs):
            return ""
        named = node.node
        if isinstance(named, nodes.Name):
            return STRAIGHT.get(named.name, "")
        if isinstance(named, nodes.Getattr) and isinstance(named.node, nodes.Name) and named.node.name == "ui":
            return f"ui.{named.attr}"
        return ""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.written(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")
