"""The bench: what is held out, what is learnt from, and training without a family of features."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from seloste.cli import main as cli
from seloste.errors import AnnotationError, UsageError
from seloste.evaluation import ablation, learning_curve
from seloste.evaluation.families import families, features_of
from seloste.evaluation.run import held_out, styles
from seloste.evaluation.scores import MEASURES
from seloste.finnish.registry import analyser
from seloste.learning.calibration import Calibration
from seloste.model import load_model
from seloste.process import read_lexicon
from seloste.resources import package_path, shared_path
from seloste.training.examples import read_examples
from seloste.training.train import train_model

needs_trainers = pytest.mark.skipif(
    not (find_spec("sklearn") and find_spec("pycrfsuite")), reason="needs the extra `train`"
)


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the three shortest of the annotated notices."""
    folder = tmp_path_factory.mktemp("gold")
    paths = sorted(
        shared_path("annotations/gold").glob("*.ann.txt"), key=lambda path: (path.stat().st_size, path.name)
    )
    for path in paths[:3]:
        shutil.copy(path, folder)
    return folder


def test_every_notice_is_held_out_once() -> None:
    names = [f"a{i}" for i in range(101, 124)]
    for parts in (held_out(names), styles([*names, "c101", "d101", "d201", "zz1"])):
        members = [name for part in parts for name in part]
        assert len(members) == len(set(members)) >= len(names)


def test_a_style_is_held_out_whole() -> None:
    """The groups d1 and e3 are of one style; what is declared nowhere is another."""
    parts = styles(["a101", "d101", "e301", "zz1", "zz2"])
    assert sorted(map(sorted, parts)) == [["a101"], ["d101", "e301"], ["zz1", "zz2"]]


@pytest.mark.parametrize(("split", "names"), [(held_out, []), (styles, []), (styles, ["a101", "a102"])])
def test_too_few_to_hold_out_is_said(split: Callable[[list[str]], object], names: list[str]) -> None:
    with pytest.raises(AnnotationError):
        split(names)


def vocabularies() -> dict[str, set[str]]:
    model = load_model()
    sections = model.sections
    return {
        "sections": {*sections.topic.vocabulary, *sections.refined.vocabulary, *sections.opening.vocabulary},
        "tagger": set(model.spans.tagger.crf.vocabulary),
        "phrases": set(model.spans.polarity.vocabulary).union(
            *(linear.vocabulary for linear in model.spans.categories.regressions.values())
        ),
    }


def test_every_pattern_of_the_families_meets_features_of_the_released_model() -> None:
    features = vocabularies()
    entries = yaml.safe_load(package_path("evaluation/data/families.yaml").read_text(encoding="utf-8"))
    idle = [
        (family, part, pattern)
        for family, parts in entries.items()
        for part, patterns in parts.items()
        for pattern in patterns
        if not any(re.match(pattern, feature) for feature in features[part])
    ]
    assert idle == []


@needs_trainers
def test_model_without_a_family_has_no_weight_for_it(gold: Path) -> None:
    examples = read_examples(gold, analyser("surface"), read_lexicon())
    lexicon = families()["lexicon"]
    model = train_model(examples, drop=features_of("lexicon"))
    assert not any(map(lexicon["tagger"].match, model.spans.tagger.crf.vocabulary))
    assert not any(map(lexicon["tagger"].match, model.spans.tagger.network.vocabulary))
    assert not any(map(lexicon["tagger"].match, model.spans.categories.network.vocabulary))
    assert not any(map(lexicon["sections"].match, model.sections.topic.vocabulary))
    assert any(map(lexicon["tagger"].match, train_model(examples).spans.tagger.crf.vocabulary))


def test_family_that_is_not_there_is_said() -> None:
    with pytest.raises(UsageError, match="there are words, "):
        features_of("nonsense")


def whole_point(gold: Path, folder: Path, point: dict[str, Any]) -> dict[str, Any]:
    """Return the last point where a cross-validation measured before told ``point``."""
    figures = {
        name: {"micro": {"f1": told["f1"]}, "by_label": {}, **told}
        for name, told in point.items()
        if name in MEASURES
    }
    (folder / "gold.json").write_text(json.dumps(figures), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning_curve, "_EVERY", (1,))  # or the smaller shares would be learnt from again
        options = ["--whole", str(folder / "gold.json"), "--json", str(folder / "whole.json")]
        learning_curve.main([str(gold), "--analyser", "surface", *options])
    (told,) = json.loads((folder / "whole.json").read_text(encoding="utf-8"))
    return dict(told)


@needs_trainers
@pytest.mark.slow
def test_bench_runs_from_the_command_line(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learning_curve.main([str(gold), "--analyser", "surface", "--json", str(tmp_path / "curve.json")])
    points = json.loads((tmp_path / "curve.json").read_text(encoding="utf-8"))
    assert [point["notices"] for point in points] == [1, 1, 1, 2]
    assert all(set(MEASURES) < set(point) for point in points)
    assert whole_point(gold, tmp_path, points[-1]) == points[-1]
    ablation.main(
        [str(gold), "--analyser", "surface", "--family", "words", "--json", str(tmp_path / "ablation.json")]
    )
    changes = json.loads((tmp_path / "ablation.json").read_text(encoding="utf-8"))
    whole = points[-1]["spans"]["f1"]
    assert changes["words"]["spans"]["before"] == whole, "the same models as the last point's"
    assert "without words" in capsys.readouterr().out


@needs_trainers
@pytest.mark.slow
def test_cross_validation_gives_a_calibration(gold: Path, tmp_path: Path) -> None:
    options = ["--cross-validate", "--analyser", "surface", "--calibration", str(tmp_path), "--json"]
    result = CliRunner().invoke(cli, ["evaluate", str(gold), *options], catch_exceptions=False)
    told = json.loads(result.stdout)
    assert {"scores", "calibrated"} < set(told)
    calibration = Calibration.load(tmp_path)
    assert calibration.labels == {}, "three notices have too few spans for a line a label"
    assert 0 < calibration.calibrate("data", [0.5])[0] < 1


@pytest.mark.parametrize("main", [learning_curve.main, ablation.main])
def test_folder_without_notices_is_said(
    main: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path)])
    assert stopped.value.code == 2
    assert "no annotated notices" in capsys.readouterr().err
