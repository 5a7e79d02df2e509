"""Who can help: for one need the likeliest helpers with their reasons, for many needs an assignment proven best.

Pure Python: no Django, no database, nothing of lianxin but the language. It proposes; people decide. Nobody is given a
score: what comes out is an order and the reasons for it.
"""
