"""Builds a tiny random Trankit cache folder: the real file layout and formats, weights that know nothing.

XLM-RoBERTa with one layer over a 300-piece sentencepiece vocabulary, adapters and classifiers of Trankit's
own classes, a lemmatiser and a multi-word expander trained for an instant on the project's own sentences.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

from seloste.evaluation.analysers import GoldWord, read_conllu

EMBEDDING = "xlm-roberta-base"
LANGUAGE = "finnish"
SNAPSHOT = "0" * 40


def build(cache: Path, conllu: Path) -> Path:
    """Write the model files under ``cache`` and return it."""
    import torch

    torch.manual_seed(0)
    sentences = read_conllu(conllu)
    folder = cache / EMBEDDING / LANGUAGE
    folder.mkdir(parents=True)
    _write_encoder(cache / EMBEDDING, sentences)
    vocabulary = _vocabulary(sentences)
    (folder / f"{LANGUAGE}.vocabs.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    _write_classifiers(cache, folder, vocabulary)
    _write_lemmatiser(folder, conllu)
    _write_expander(folder)
    (folder / f"{LANGUAGE}.downloaded").touch()
    return cache


def _write_encoder(folder: Path, sentences: list[list[GoldWord]]) -> None:
    import sentencepiece
    from transformers import XLMRobertaConfig, XLMRobertaModel

    snapshot = folder / f"models--{EMBEDDING}" / "snapshots" / SNAPSHOT
    snapshot.mkdir(parents=True)
    refs = folder / f"models--{EMBEDDING}" / "refs"
    refs.mkdir()
    (refs / "main").write_text(SNAPSHOT, encoding="utf-8")
    pieces = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(" ".join(word.form for word in sentence) for sentence in sentences),
        model_writer=pieces,
        vocab_size=300,
        model_type="unigram",
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (snapshot / "sentencepiece.bpe.model").write_bytes(pieces.getvalue())
    size = sentencepiece.SentencePieceProcessor(model_proto=pieces.getvalue()).get_piece_size() + 2
    config = XLMRobertaConfig(
        vocab_size=size,
        hidden_size=768,  # Trankit's classifiers take no other
        num_hidden_layers=1,
        num_attention_heads=12,
        intermediate_size=16,
        max_position_embeddings=514,
        type_vocab_size=1,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
    )
    XLMRobertaModel(config).save_pretrained(snapshot)
    tokenizer = {"model_max_length": 512, "tokenizer_class": "XLMRobertaTokenizer"}
    (snapshot / "tokenizer_config.json").write_text(json.dumps(tokenizer), encoding="utf-8")


def _vocabulary(sentences: list[list[GoldWord]]) -> dict[str, dict[str, int]]:
    words = [word for sentence in sentences for word in sentence]

    def index(values: set[str]) -> dict[str, int]:
        return {value: place for place, value in enumerate(["_", *sorted(values - {"_"})])}

    return {
        "lemma": {"0": 0},
        "head": {"_": 0},
        "upos": index({word.upos for word in words}),
        "xpos": {"_": 0},
        "feats": index({word.feats or "_" for word in words}),
        "deprel": index({"root", "dep"}),
    }


def _write_classifiers(cache: Path, folder: Path, vocabulary: dict[str, dict[str, int]]) -> None:
    import torch
    from trankit.config import Config
    from trankit.models.base_models import Multilingual_Embedding
    from trankit.models.classifiers import PosDepClassifier, TokenizerClassifier
    from trankit.utils.tbinfo import lang2treebank

    treebank = lang2treebank[LANGUAGE]
    config = Config()
    config._cache_dir = str(cache)
    config.training = True
    config.device = torch.device("cpu")
    config.vocabs = {treebank: vocabulary}
    for task, classifier_class in (("tokenizer", TokenizerClassifier), ("tagger", PosDepClassifier)):
        embedding = Multilingual_Embedding(config, model_name=task)
        classifier = classifier_class(config, treebank)
        for name, parameter in classifier.named_parameters():
            if "pairwise_weight" in name:
                torch.nn.init.normal_(parameter, std=0.02)
        state = {
            # the names under which Trankit's published models keep their adapters
            name.replace(".output.adapters.", ".output.layer_text_task_adapters."): value
            for name, value in embedding.state_dict().items()
            if f".adapters.{task}." in name
        }
        state.update(classifier.state_dict())
        torch.save({"adapters": state, "epoch": 0}, folder / f"{LANGUAGE}.{task}.mdl")


def _write_lemmatiser(folder: Path, conllu: Path) -> None:
    from trankit.iterators.lemmatizer_iterators import LemmaDataLoader
    from trankit.models.lemma_model import Trainer, get_args
    from trankit.utils.conll import CoNLL

    document = CoNLL.conll2dict(input_file=str(conllu))
    options = get_args()
    options.update(
        mode="train", batch_size=50, lang=LANGUAGE, cuda=False, hidden_dim=16, emb_dim=8, pos_dim=8
    )
    batches = LemmaDataLoader(document, 50, options, evaluation=False, training_mode=True)
    options["vocab_size"] = batches.vocab["char"].size
    options["pos_vocab_size"] = batches.vocab["pos"].size
    trainer = Trainer(args=options, vocab=batches.vocab, use_cuda=False, training_mode=True)
    trainer.train_dict(
        [[word[key] for key in ("text", "upos", "lemma")] for line in document for word in line]
    )
    trainer.save(str(folder / f"{LANGUAGE}_lemmatizer.pt"))


def _write_expander(folder: Path) -> None:
    from trankit.models.mwt_model import Trainer, get_args
    from trankit.utils.mwt_lemma_utils.seq2seq_vocabs import Vocab

    options = get_args()
    options.update(lang=LANGUAGE, cuda=False, hidden_dim=16, emb_dim=8)
    vocabulary = Vocab(data=["ettei", "että", "ei"], lang=LANGUAGE)
    options["vocab_size"] = vocabulary.size
    trainer = Trainer(args=options, vocab=vocabulary, use_cuda=False, training_mode=True)
    trainer.train_dict([("ettei", "että ei"), ("etten", "että en")])
    trainer.save(str(folder / f"{LANGUAGE}_mwt_expander.pt"))
