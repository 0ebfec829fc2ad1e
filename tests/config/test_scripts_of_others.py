"""Argument lists of public MNIST scripts, typed at `run`: each word is answered by a line that helps on."""

import pytest

from tests.config.test_proposals import refusal

SCRIPTS = {
    "pytorch": "--batch-size 64 --test-batch-size 1000 --epochs 14 --lr 1.0 --gamma 0.7 --no-accel --seed 1 "
    "--log-interval 10 --save-model",
    "lightning": "fit --trainer.max_epochs 5 --model.learning_rate 0.01 --data.batch_size 64 "
    "--trainer.devices 1 --seed_everything 42 --trainer.logger false --print_config",
    "hydra": "trainer.max_epochs=5 trainer.min_epochs=1 model.optimizer.lr=0.01 data.batch_size=64 "
    "logger=wandb callbacks=default hparams_search=mnist_optuna ckpt_path=x train=False test=True "
    "task_name=x debug=fdr",
    "chainer": "-b 100 -e 20 -g 0 -u 1000 --noplot --frequency 1 --resume x --out result",
    "monte carlo": "--epochx 500 --hidden 2 --tau 0.1",
    "tensorflow": "--max_steps 2000 --hidden1 128 --keep_prob 0.9 --dropout 0.9 --log_dir x --data_dir y",
    "mxnet": "--network mlp --num-layers 3 --kv-store device --lr-factor 0.1 --lr-step-epochs 10 --mom 0.9 "
    "--wd 1e-4 --disp-batches 100 --top-k 5 --num-epochs 20",
    "timm": "--drop 0.2 --drop-path 0.1 --drop-block 0.1 --sched cosine --warmup-epochs 5 --model-ema "
    "--reprob 0.25 --smoothing 0.1 --workers 4 --clip-grad 1.0 --mixup 0.8",
    "transformers": "--do_train --per_device_eval_batch_size 8 --eval_strategy epoch --save_steps 500 "
    "--gradient_accumulation_steps 4 --hidden_dropout_prob 0.1 --report_to wandb --lr_scheduler_type cosine",
    "nanogpt": "--max_iters 2000 --eval_interval 100 --compile False --n_layer 6 --init_from resume "
    "--dropout 0.2",
    "keras": "validation_split=0.2 shuffle=True callbacks=x steps_per_epoch=100 kernel_initializer=he_normal "
    "use_bias=False class_weight=balanced metrics=accuracy",
    "benchmarks": "--fake_data --train_dir x --num_epochs 3 --optimizer adamw --opt-betas 0.9 --pin_memory "
    "--loss_func mse --start_epoch 3 --dir x --phase train --lr_scheduler_step 3",
    "lightning flags": "enable_progress_bar=false num_sanity_val_steps=2 gradient_clip_algorithm=norm "
    "detect_anomaly=true overfit_batches=1 +trainer.max_epochs=3 ++trainer.gpus=0 amsgrad=true alpha=0.1",
    "notebooks": "max_norm=3 l1=0.001 rho=0.9 temperature=2 download=true finetune=true fc2=64 betas=0.9 "
    "n_features=4 es_criteria=9 results=there store=there keep_proba=0.9 cache=true steps_per_execution=4",
    "sklearn": "max_iter=200 tol=1e-4 n_iter_no_change=10 learning_rate_init=0.001 early_stopping=True "
    "solver=adam",
}
"""Words of each, a value behind an option."""


def single(words):
    """Each word by itself; an option with the value behind it."""
    rest = iter(words.split())
    for word in rest:
        yield [word] if "=" in word or not word.startswith("-") else [word, *_value(rest, word, words)]


def _value(rest, word, words):
    following = words.partition(f"{word} ")[2].split(" ")[0]
    return [next(rest)] if following and not following.startswith("-") else []


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_word_of_a_script_leads_on(script):
    """What to type, or why it cannot be set; never the list of all keys alone."""
    for words in single(SCRIPTS[script]):
        said = refusal(*words)
        assert "no such option; see dropout-lab" not in said, said
        assert "See all keys" not in said, said
        assert "; nearest: " not in said, said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("--keep_prob=0.8", "to keep 0.8, type dropout.rate=0.2"),
        ("fit", "fit: run trains already; leave it out"),
        ("--gamma", "a learning rate stays as it is"),
        ("max_steps=2000", "training is counted in epochs: training.epochs=N"),
        ("--no-cuda", "a CPU trains unless engine=jax is chosen: leave it out"),
        ("dropout=nn.Dropout", "type dropout=standard"),
        ("dropout=keras.layers.SpatialDropout1D", "type dropout=channels"),
        ("model=LeNet", "type model=cnn"),
        ("optimizer=adamw", "the nearest is optimizer=adam regularizer.l2.strength=1e-4"),
        ("dataset=FakeData", "the smallest is dataset=digits, offline"),
        ("--results=there", "type results.path=there"),
        ("+trainer.max_epochs=3", "type training.epochs=3"),
        ("folds=5", "runs differ by their seeds, not by folds: seeds=5"),
    ],
)
def test_some_are_answered_so(word, said):
    """In one line."""
    assert said in refusal(word)


def test_evaluations_are_not_compared_by_what_they_leave_as_it_is(tmp_path, monkeypatch):
    """Both sides would be equal, and the answer that there is no difference."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "experiments").mkdir()
    text = (
        "question: Is it better?\nbase: {dataset: digits, dropout.rate: 0.2}\n"
        "variants:\n  plain: {}\n  mc: {evaluation: monte_carlo}\n"
        "comparisons:\n  - {treatment: mc, control: plain, metrics: test_nll}\n"
    )
    (tmp_path / "experiments" / "mine.yaml").write_text(text, encoding="utf-8")
    assert refusal("experiment=mine") == (
        "experiments/mine.yaml: mc - plain: differ in the evaluation alone, and test_nll is measured the "
        "usual way, equal on both sides; compare evaluation_nll: metrics: [evaluation_nll]"
    )
