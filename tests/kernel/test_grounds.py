"""What spoke for an answer is worked out when a page is looked at: the names of a town's places are worked out once."""

from lianxin.kernel.reads import grounds


def test_the_names_of_places_are_worked_out_once_for_all_pages(cast, tell, monkeypatch):
    asked = []
    monkeypatch.setattr(grounds, "stem", lambda name, kind: asked.append(name) or name[:2])
    told = tell("江浦路路灯不亮，樵园广场也看不清").matter
    first = grounds._places(told)
    assert any(name in told.text for name in first) and asked
    much = len(asked)
    assert grounds._places(told) == first and len(asked) == much
