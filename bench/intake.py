"""How well the product learns, on appeals given by path (they are never part of the project).

`python -m bench.intake --data FOLDER` wants appeals_topic.csv (group, title, body, text, label: appeals of the Teddy
Cup 2020, question C) and appeals_nature.csv (title, text, nature: hotline appeals on rivers, Fuzhou). Grouped folds,
repeated with other seeds; the shipped code learns and reads, nothing else. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from lianxin.adapters import labelled
from lianxin.cli.intake import _says
from lianxin.intake import features, figures
from lianxin.intake.model import Model
from lianxin.intake.training import Example, learn, views_of


def rows(file: Path, texts: list[str], label: str) -> list[tuple[tuple[str, ...], Example]]:
    """The columns of each row, and the example made of them."""
    found = []
    for one in labelled.read(file, texts, label).rows:
        example = Example(views_of(one.texts), one.label, one.group or features.folded("".join(one.texts)))
        found.append((one.texts, example))
    return found


def judged(model: Model, text: str, says) -> tuple[str, bool]:
    judged = model.judge(features.see(text), says(text) if says else {})
    return model.manifest.labels[int(judged.probabilities.argmax())], model.decides(judged)


def repeated(kind: str, examples: list[Example], asked: dict[str, list[str]], seeds: int) -> dict:
    """Figures of each way of asking (`asked`: name → a text an example, '' for none), by grouped folds."""
    answers, groups = [one.label for one in examples], [one.group for one in examples]
    says = _says(kind, "", examples)
    found = {name: [] for name in asked}
    sure = {name: [0, 0, 0] for name in asked}
    for seed in range(seeds):
        for train, test in StratifiedGroupKFold(5, shuffle=True, random_state=seed).split(answers, answers, groups):
            done = learn([examples[at] for at in train], kind, datetime.now(UTC), source={}, says=says)
            model = done.model()
            for name, texts in asked.items():
                kept = [at for at in test if texts[at]]
                read = [judged(model, texts[at], says) for at in kept]
                truth = [answers[at] for at in kept]
                found[name].append(figures.figures(truth, [label for label, _ in read])["macro_f1"])
                sure[name][0] += len(kept)
                sure[name][1] += sum(stands for _, stands in read)
                sure[name][2] += sum(
                    stands and label == right for (label, stands), right in zip(read, truth, strict=True)
                )
    return {
        name: {
            "macro_f1": round(float(np.mean(scores)), 4),
            "sd": round(float(np.std(scores)), 4),
            "coverage": round(sure[name][1] / sure[name][0], 4),
            "right": round(sure[name][2] / max(sure[name][1], 1), 4),
        }
        for name, scores in found.items()
    }


def speed(examples: list[Example]) -> dict:
    """Seconds of processor a training takes, and texts read a second."""
    began = time.process_time()
    done = learn(examples, "speed", datetime.now(UTC), source={})
    trained = time.process_time() - began
    model = done.model()
    began = time.process_time()
    for one in examples:
        model.judge(features.see(one.views[0]), {})
    return {
        "texts": len(examples),
        "train_seconds": round(trained, 1),
        "texts_per_second": round(len(examples) / (time.process_time() - began)),
        "sentence_ms": _sentence(model, [one.views[0][:100] for one in examples]),
    }


def _sentence(model: Model, texts: list[str]) -> float:
    began = time.process_time()
    for text in texts:
        model.judge(features.see(text), {})
    return round(1000 * (time.process_time() - began) / len(texts), 3)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=2)
    given = parser.parse_args()
    topic = given.data / "appeals_topic.csv"
    told = rows(topic, ["title", "text"], "label")
    titles = {"text": [texts[1] for texts, _ in told], "title": [texts[0] for texts, _ in told]}
    whole = [Example(views_of((texts[1],)), one.label, one.group) for texts, one in told]
    apart = [
        Example(tuple(dict.fromkeys((texts[1], texts[0] or texts[1]))), one.label, one.group) for texts, one in told
    ]
    alone = [(texts[0], one) for texts, one in told if texts[0]]
    nature = rows(given.data / "appeals_nature.csv", ["text"], "nature")
    both = rows(given.data / "appeals_nature.csv", ["title", "text"], "nature")
    said = {
        "learned from whole texts": repeated("topic", whole, titles, given.seeds),
        "learned from whole texts and titles": repeated("topic", apart, titles, given.seeds),
        "learned from titles alone": repeated(
            "topic",
            [Example((title,), one.label, one.group) for title, one in alone],
            {"title": [title for title, _ in alone]},
            given.seeds,
        ),
        "nature": repeated("nature", [one for _, one in nature], {"text": [t[0] for t, _ in nature]}, given.seeds),
        "nature, title and text": repeated(
            "nature", [one for _, one in both], {"both": [one.views[0] for _, one in both]}, given.seeds
        ),
        "speed": speed(whole),
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
