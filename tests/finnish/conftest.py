"""Tiny UDPipe models, trained as the tests run."""

from __future__ import annotations

from pathlib import Path

import pytest

LEMMAS = Path(__file__).parents[2] / "annotations" / "lemmas"
SWEDISH = """\
1	Vi	vi	PRON	_	_	0	_	_	_
2	lämnar	lämna	VERB	_	_	0	_	_	_
3	inte	inte	PART	_	_	0	_	_	_
4	ut	ut	ADV	_	_	0	_	_	_
5	uppgifter	uppgift	NOUN	_	_	0	_	_	_
6	.	.	PUNCT	_	_	0	_	_	_

"""


def train_udpipe(conllu: str, path: Path) -> Path:
    """Train a tagger on sentences, in a second, and write its 100 kB."""
    udpipe = pytest.importorskip("ufal.udpipe")
    problem = udpipe.ProcessingError()
    sentences = udpipe.Sentences()
    reader = udpipe.InputFormat.newConlluInputFormat()
    reader.setText(conllu)
    sentence = udpipe.Sentence()
    while reader.nextSentence(sentence, problem):
        sentences.append(sentence)
        sentence = udpipe.Sentence()
    options = "models=1;templates_1=lemmatizer;use_xpostag=0;iterations_1=5;guesser_suffix_rules_1=4"
    trained = udpipe.Trainer.train(
        "morphodita_parsito", sentences, udpipe.Sentences(), "none", options, "none", problem
    )
    assert not problem.occurred(), problem.message
    path.write_bytes(trained if isinstance(trained, bytes) else bytes(trained))
    return path


@pytest.fixture(scope="session")
def udpipe_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A UDPipe model of the project's own hand-analysed sentences."""
    conllu = (LEMMAS / "notices.conllu").read_text(encoding="utf-8")
    return train_udpipe(conllu, tmp_path_factory.mktemp("udpipe") / "finnish.udpipe")


@pytest.fixture(scope="session")
def swedish_udpipe_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A UDPipe model of another language."""
    return train_udpipe(20 * SWEDISH, tmp_path_factory.mktemp("udpipe") / "swedish.udpipe")
