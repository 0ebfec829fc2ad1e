"""What people type who know Keras, PyTorch, Hydra or a tracker, and what is typed here in its place."""

OTHER_KEYS = {
    "dropout.rate={value}, the fraction dropped": (
        *("drop", "drop_prob", "drop_probability", "drop_rate", "droprate", "rates", "ratio", "dropout"),
        *("dropout_p", "dropout_prob", "dropout_probability", "dropout_rate", "prob", "probability"),
        *(
            "hidden_dropout_prob",
            "hidden_dropout",
            "hidden_dropout_rate",
            "attention_dropout",
            "attn_dropout",
        ),
        *("drop_out", "dropout_ratio", "resid_pdrop", "fc_dropout", "p_drop", "pdrop", "dropout_p_hidden"),
    ),
    "dropout.input_rate={value}, the fraction dropped": (
        *("visible_rate", "input_dropout", "rate_input", "in_rate", "input_dropout_rate"),
    ),
    "dropout.masks={value}": ("n", "n_masks", "num_masks"),
    "dropout.samples={value}": ("n", "m", "num_samples", "n_samples"),
    "dropout.passes={value}": ("n", "k", "n_passes", "num_passes"),
    "dropout.size={value}": ("block_size", "group_size", "groups", "block", "g"),
    "dropout.alpha={value}": ("kl_weight", "weight", "kl_alpha"),
    "dropout.strength={value}": ("lambda", "lam", "weight", "coefficient"),
    "dropout.layer={value}": ("class", "cls", "module"),
    "dropout={choice}": ("type", "kind", "method", "dropout_type", "dropout_layer", "noise", "noise_type"),
    "optimizer.learning_rate={value}": (
        *("lr", "learn_rate", "learningrate", "step_size", "stepsize", "eta", "init_lr", "base_lr"),
        *(
            "lrate",
            "initial_lr",
            "initial_learning_rate",
            "lr_rate",
            "learning_rate_init",
            "max_lr",
            "peak_lr",
        ),
    ),
    "optimizer.momentum={value}": ("mom",),
    "optimizer.beta_1={value}": ("beta1", "b1"),
    "optimizer.beta_2={value}": ("beta2", "b2"),
    "optimizer.epsilon={value}": ("eps",),
    "optimizer.nesterov={value}": ("use_nesterov",),
    "optimizer={choice}": ("opt", "optim", "optimiser", "solver", "optimizer_name", "optimizer_type"),
    "training.epochs={value}": (
        *("epoch", "n_epochs", "n_epoch", "num_epochs", "nb_epoch", "nb_epochs", "max_epochs", "max_epoch"),
        *(
            "num_train_epochs",
            "train_epochs",
            "ep",
            "min_epochs",
            "total_epochs",
            "epochx",
            "num_passes",
            "e",
        ),
    ),
    "training.batch_size={value}": (
        *("batch", "bs", "batchsize", "batch_sz", "train_batch_size", "mini_batch", "mini_batch_size"),
        *(
            "minibatch",
            "minibatch_size",
            "per_device_train_batch_size",
            "bsz",
            "train_batch",
            "batch_size_train",
        ),
        *("b", "batchsz", "samples_per_batch"),
    ),
    "model.hidden_units={list}": (
        *("hidden", "hidden_size", "hidden_sizes", "hidden_dim", "hidden_dims", "hidden_layers", "nhid"),
        *("hidden_layer_sizes", "units", "n_units", "num_units", "n_hidden", "num_hidden", "n_hid", "hid"),
        *(
            "width",
            "layer_size",
            "layer_sizes",
            "fc_layer_size",
            "neurons",
            "hidden_features",
            "hidden_width",
        ),
        *(
            "unit",
            "num_neurons",
            "n_neurons",
            "hidden1",
            "hidden2",
            "lin1_size",
            "lin2_size",
            "fc1",
            "fc_size",
        ),
        *("hidden_units_1", "dense_units", "dim", "u", "n_hidden_units", "num_hidden_units"),
    ),
    "model.hidden_units={layers}, one number for each layer": (
        *("layers", "n_layers", "num_layers", "nlayers", "depth", "num_hidden_layers", "n_hidden_layers"),
        *("n_layer", "num_layer", "hidden_layer"),
    ),
    "model.activation={choice}": (
        *("act", "act_fn", "activation_fn", "activation_function", "nonlinearity", "hidden_activation"),
    ),
    "model={choice}": (
        "arch",
        "architecture",
        "net",
        "network",
        "model_name",
        "model_type",
        "backbone",
        "network_type",
        "net_type",
        "architecture_name",
    ),
    "dataset={choice}": ("data", "ds", "data_set", "datasets", "dataset_name", "task", "datamodule"),
    "dataset.train_size={value}": (
        *(
            "n_train",
            "num_train",
            "subset",
            "train_samples",
            "train_subset",
            "max_train_samples",
            "n_samples",
        ),
        *(
            "max_samples",
            "num_examples",
            "train_examples",
            "limit_train_batches",
            "data_fraction",
            "n_examples",
        ),
    ),
    "dataset.validation_size={images}, a number of images": (
        *("val_size", "valid_size", "n_val", "num_val", "val_split", "validation_split", "valid_split"),
        *("val_fraction", "holdout", "val_ratio"),
    ),
    "dataset.cache_dir={value}": ("data_dir", "data_path", "data_root", "datadir", "data_folder", "root"),
    "seeds={list} for that seed alone, or seeds=5 for five of them, 0 to 4": (
        *("seed", "random_seed", "random_state", "rng", "manual_seed", "rng_seed", "global_seed"),
        *("seed_everything", "torch_seed", "np_seed", "init_seed", "run_seed"),
    ),
    "seeds={value}": (
        *("n_seeds", "num_seeds", "nseeds", "repeats", "n_repeats", "num_repeats", "repetitions", "reps"),
        *("runs", "n_runs", "num_runs", "trials", "n_trials", "num_trials", "replicates", "restarts"),
    ),
    "experiment={choice}": ("exp", "config", "cfg", "conf", "config_name", "preset", "study", "question"),
    "name={value}": (
        *("run_name", "exp_name", "experiment_name", "job_name", "project", "tag", "tags", "title", "group"),
        *("task_name", "session", "comment", "note", "notes", "run_id", "job_id", "expname"),
    ),
    "regularizer.l2.strength={value}, the L2 term of the loss": (
        *("l2", "weight_decay", "wd", "l2_reg", "l2_lambda", "l2_strength", "kernel_regularizer", "decay"),
    ),
    "regularizer.label_smoothing.amount={value}": ("label_smoothing", "smoothing", "label_smooth"),
    "evaluation=monte_carlo": ("mc", "mc_dropout", "mcdropout", "monte_carlo"),
    "evaluation.passes={value}": ("mc_samples", "n_mc", "mc_passes", "num_mc_samples", "mc_iterations"),
    "engine.device={device}": (
        "device",
        "devices",
        "accelerator",
        "gpu",
        "gpus",
        "cuda",
        "use_gpu",
        "use_cuda",
        "gpu_id",
        "gpu_ids",
        "g",
    ),
    "engine.precision={precision}": (
        *("precision", "dtype", "amp", "fp16", "bf16", "half", "mixed_precision", "float_type", "floatx"),
    ),
    "engine.threads={value}": ("n_threads", "num_threads", "nthreads", "omp_num_threads"),
    "engine={choice}": ("backend", "framework", "library", "lib", "trainer"),
    "executor.workers={value}": (
        *("num_workers", "n_workers", "jobs", "n_jobs", "num_jobs", "processes", "num_processes", "nproc"),
        *("procs", "cpus", "cores", "n_cpus", "num_cpus", "max_workers", "parallel"),
    ),
    "results.path={value}": (
        *("out", "output", "outputs", "output_dir", "out_dir", "outdir", "save_dir", "save_path", "log_dir"),
        *(
            "logdir",
            "results_dir",
            "default_root_dir",
            "work_dir",
            "run_dir",
            "workdir",
            "savedir",
            "result_dir",
        ),
        *("result_filename", "output_path", "outfile", "output_file", "model_dir", "checkpoint_dir", "logs"),
    ),
    "store.path={value}": ("db", "database", "storage", "store_path"),
    "debug=smoke": ("fast_dev_run", "smoke_test", "quick", "test_run", "sanity_check"),
    "--dry-run": ("dry_run", "dryrun", "plan_only"),
    "--help": ("help", "usage"),
    "-m dropout.rate=0,0.2,0.5": ("sweep", "grid", "multirun", "gridsearch", "grid_search"),
}
"""What is typed here, each with the words that others use for it."""

OF_CHOICES = {
    "optimizer.momentum": "optimizer=sgd",
    "optimizer.nesterov": "optimizer=sgd",
    "optimizer.beta_1": "optimizer=adam",
    "optimizer.beta_2": "optimizer=adam",
    "optimizer.rho": "optimizer=rmsprop",
    "optimizer.centered": "optimizer=rmsprop",
    "model.hidden_units": "model=mlp",
    "model.activation": "model=mlp",
    "model.channels": "model=cnn",
    "model.blocks": "model=resmlp",
    "engine.device": "engine=jax",
    "engine.stack": "engine=jax",
    "engine.checkpoint_epochs": "engine=jax",
}
"""Keys that not every choice of their group has, each with one that has it."""

NOT_HERE = {
    "each unit of each example has a mask of its own; one that shares masks is a class of yours: "
    "dropout.layer=module:Class": ("dropout.noise_shape",),
    "a dropout acts on the units of each hidden layer after their activation; before a ReLU it is the same": (
        *("position", "placement", "place", "before_activation", "after_activation", "pre_activation"),
        *("post_activation", "location", "dropout.position", "dropout.placement", "dropout.place"),
        *("dropout.before_activation", "dropout.after_activation", "dropout.location"),
    ),
    "masks follow the seeds of the runs: 'seeds=[0,1,2]', or randomness.mask=0 for one alone": (
        "dropout.seed",
    ),
    "no training stops early: the last epoch counts; for fewer type training.epochs=N": (
        *("patience", "early_stopping", "early_stop", "earlystopping", "early_termination", "restore_best"),
        *("tol", "n_iter_no_change", "min_delta", "es_patience"),
    ),
    "training is counted in epochs: training.epochs=N": (
        *(
            "max_steps",
            "steps",
            "num_steps",
            "n_steps",
            "total_steps",
            "train_steps",
            "max_iters",
            "max_iter",
        ),
        *("iters", "iterations", "num_iterations", "n_iters", "steps_per_epoch", "training_steps"),
    ),
    "test images are evaluated in batches that change nothing; training.batch_size is that of a step": (
        *("test_batch_size", "eval_batch_size", "val_batch_size", "per_device_eval_batch_size"),
        *("batch_size_test", "valid_batch_size", "inference_batch_size"),
    ),
    "no weights are kept; a run keeps its numbers, each epoch's too": (
        *(
            "save_model",
            "save",
            "save_steps",
            "save_every",
            "save_interval",
            "save_freq",
            "callbacks",
            "callback",
        ),
        *("model_checkpoint", "save_total_limit", "save_strategy", "snapshot", "save_weights", "save_best"),
    ),
    "every run trains, and is tested after each epoch": (
        *(
            "do_train",
            "do_eval",
            "do_test",
            "train",
            "test",
            "eval",
            "evaluate",
            "predict",
            "mode",
            "validate",
        ),
        *("evaluation_strategy", "eval_strategy", "eval_interval", "eval_every", "val_check_interval"),
        *(
            "check_val_every_n_epoch",
            "eval_steps",
            "test_interval",
            "limit_val_batches",
            "limit_test_batches",
        ),
    ),
    "nothing is searched; what is compared is named: run -m optimizer.learning_rate=0.01,0.001": (
        *("hparams_search", "optuna", "hpo", "tuner", "tune", "search", "sweeper", "study_name", "sampler"),
    ),
    "weights begin as Keras's Dense does (Glorot uniform, biases zero), drawn from each run's seed": (
        *("kernel_initializer", "initializer", "init", "weight_init", "init_method", "init_from", "init_std"),
        *("bias_initializer", "use_bias", "bias", "xavier", "pretrained"),
    ),
    "batches are drawn anew each epoch; training.order=replayed repeats those of the first": (
        *("shuffle", "shuffle_data", "shuffle_train", "drop_last", "batch_shuffle"),
    ),
    "one batch is a step; training.batch_size says how large": (
        *("gradient_accumulation_steps", "accumulate_grad_batches", "grad_accum", "accumulation_steps"),
    ),
    "runs are spread over processes: executor.workers=N, or over a Dask cluster: executor.address=...": (
        *("world_size", "local_rank", "rank", "ngpu", "n_gpu", "num_gpus", "num_nodes", "strategy", "ddp"),
        *("dist_url", "distributed", "multiprocessing_distributed", "kv_store", "node_rank", "launcher"),
    ),
    "a CPU trains unless engine=jax is chosen: leave it out": (
        *(
            "no_cuda",
            "no_accel",
            "no_mps",
            "no_gpu",
            "disable_cuda",
            "mps",
            "use_mps",
            "use_cpu",
            "force_cpu",
        ),
    ),
    "training is compiled already": (
        *("compile", "torch_compile", "jit", "jit_compile", "xla", "use_compile", "run_eagerly", "eager"),
    ),
    "every run is repeatable bit by bit; nothing need be said": (
        *("deterministic", "benchmark", "cudnn_benchmark", "cudnn_deterministic", "reproducible"),
    ),
    "runs differ by their seeds, not by folds: seeds=5": (
        *("folds", "n_folds", "num_folds", "k_folds", "k_fold", "kfold", "cv", "n_splits", "fold"),
    ),
    "the test set is the data set's own; dataset.train_size and dataset.validation_size say how many train": (
        *("test_size", "test_split", "n_test", "num_test", "test_ratio", "max_test_samples", "train_split"),
    ),
    "all keys with their values are shown by --cfg job": ("print_config", "show_config", "dump_config"),
    "docs/profile.md says how training is profiled": ("profiler", "profile", "profiling"),
    "labels are taken as they are": ("label_noise", "noisy_labels", "corrupt_labels", "label_corruption"),
    "weights are not averaged": ("ema", "model_ema", "ema_decay", "swa", "use_ema", "polyak"),
    "all examples weigh the same": ("class_weight", "class_weights", "sample_weight", "pos_weight"),
    "the L2 term is regularizer.l2.strength; no prior is set beside it": (
        *("tau", "lengthscale", "length_scale", "prior", "prior_std", "prior_sigma", "kl_beta"),
    ),
    "stochastic depth is a dropout of the residual net: model=resmlp dropout=drop_path dropout.rate=0.1": (
        *("drop_path", "drop_path_rate", "droppath", "stochastic_depth", "survival_prob", "layer_drop"),
    ),
    "dropping patches of a convolutional net is a dropout: model=cnn dropout=patches dropout.rate=0.1": (
        *("drop_block", "dropblock", "drop_block_rate", "dropblock_rate"),
    ),
    "dropout is there where a rate is: dropout.rate=0.2; without one there is none": (
        *("use_dropout", "with_dropout", "enable_dropout", "add_dropout", "has_dropout"),
    ),
    "the net and its data are known: ten classes, and as many inputs as an image has": (
        *("output_size", "input_size", "num_classes", "n_classes", "input_dim", "output_dim", "in_features"),
        *("out_features", "n_inputs", "n_outputs", "input_shape", "num_labels", "image_size"),
    ),
    "a learning rate stays as it is; what moves is the dropout's rate: dropout-lab list schedule": (
        *("scheduler", "lr_schedule", "lr_scheduler", "lr_decay", "learning_rate_schedule", "warmup"),
        *("warmup_steps", "warmup_epochs", "gamma", "step_gamma", "sched", "lr_scheduler_type", "lr_factor"),
        *(
            "lr_step_epochs",
            "lr_step",
            "milestones",
            "t_max",
            "eta_min",
            "min_lr",
            "decay_steps",
            "decay_rate",
        ),
        *("cosine", "warmup_ratio", "reduce_lr", "reduce_on_plateau", "decay_epochs", "lr_steps"),
    ),
    "no tracker is written to; runs.csv and curves.csv of the results folder have every number": (
        *(
            "wandb",
            "use_wandb",
            "mlflow",
            "tensorboard",
            "logger",
            "logging",
            "log",
            "comet",
            "neptune",
            "entity",
        ),
        *("report_to", "push_to_hub", "tb", "aim", "clearml", "tracking_uri", "logging_dir", "hub_model_id"),
    ),
    "progress goes to stderr: a bar in a terminal, a line at each tenth elsewhere": (
        *("verbose", "verbosity", "progress", "progress_bar", "quiet", "silent", "log_level", "log_interval"),
        *("disp_batches", "frequency", "print_freq", "print_every", "log_every", "logging_steps", "noplot"),
        *("log_every_n_steps", "display_step", "report_interval", "plot", "tqdm", "log_freq"),
    ),
    "every run keeps all of them; another one is compared by dropout-lab compare A B --metric NAME": (
        *(
            "metric",
            "metrics",
            "monitor",
            "loss",
            "criterion",
            "objective",
            "top_k",
            "topk",
            "loss_fn",
            "scoring",
        ),
    ),
    "finished runs are stored: the same command again trains only what is missing": (
        *("resume", "checkpoint", "ckpt", "ckpt_path", "restore", "resume_from_checkpoint", "load"),
        *("overwrite_output_dir", "overwrite", "force", "auto_resume", "load_from"),
    ),
    "gradients are not clipped": (
        "clip",
        "grad_clip",
        "clipnorm",
        "clip_norm",
        "max_grad_norm",
        "gradient_clip_val",
        *("clip_grad", "clip_gradient", "clip_value", "clipvalue", "gradient_clipping"),
    ),
    "images are taken as they are; the nearest noise is dropout=cutout": (
        *(
            "augment",
            "augmentation",
            "data_augmentation",
            "transform",
            "transforms",
            "mixup",
            "cutmix",
            "reprob",
        ),
        *("random_erase", "random_erasing", "autoaugment", "auto_augment", "aa", "normalize", "normalise"),
        *("preprocess", "standardize", "mixup_alpha", "flip", "rotation", "crop", "no_aug", "mean", "std"),
        *("noise_std", "input_noise", "corruption", "corrupt", "extras"),
    ),
    "no net here normalises its units; dropout-lab list model names the nets": (
        *("batch_norm", "batchnorm", "use_bn", "bn", "layer_norm", "layernorm"),
    ),
}
"""What cannot be set here, said in one line, with the words that others set it by."""

OTHER_NAMES = {
    "dropout": {
        "standard": (
            "dropout",
            "bernoulli",
            "inverted",
            "inverted_dropout",
            "binary",
            "vanilla",
            "hinton",
            "true",
        ),
        "gaussian": ("gaussian_dropout", "gaussiandropout", "gauss", "normal", "multiplicative_gaussian"),
        "alpha": ("alpha_dropout", "selu", "selu_dropout", "alphadropout", "feature_alpha_dropout"),
        "dropconnect": ("drop_connect", "connect"),
        "weight_drop": ("weight_dropout", "weightdrop", "awd"),
        "r_drop": ("rdrop", "regularized_dropout"),
        "concrete": ("concrete_dropout",),
        "groups": ("group", "block_dropout", "structured"),
        "shared_mask": ("batchwise", "batch_dropout", "shared"),
        "patches": ("dropblock", "drop_block"),
        "channels": (
            "spatial",
            "spatial_dropout",
            "spatialdropout",
            "dropout2d",
            "spatial_dropout2d",
            "spatialdropout2d",
            "spatialdropout1d",
            "dropout1d",
            "dropout3d",
        ),
        "drop_path": ("droppath", "stochastic_depth", "stochasticdepth"),
        "fast": ("fast_dropout",),
        "none": ("off", "no", "false", "identity", "nothing", "no_dropout", "null"),
        "custom": ("own",),
    },
    "dataset": {
        "digits": ("sklearn", "load_digits", "sklearn_digits", "8x8"),
        "fashion_mnist": ("fashion", "fmnist", "fashionmnist"),
    },
    "optimizer": {"rmsprop": ("rms", "rms_prop"), "sgd": ("momentum", "gd")},
    "model": {
        "mlp": ("dense", "fc", "fcn", "feedforward", "ffn", "fully_connected"),
        "linear": ("softmax", "logistic", "logreg", "logistic_regression"),
        "cnn": ("conv", "convnet", "simple_cnn", "lenet", "lenet5", "small_cnn", "cnn2d"),
        "resmlp": ("residual", "res_mlp"),
    },
    "engine": {
        "tensorflow": ("tf", "tf2"),
        "keras_fit": ("keras", "fit", "keras3"),
        "jax": ("gpu", "xla", "flax"),
    },
    "evaluation": {"monte_carlo": ("mc", "mc_dropout", "montecarlo")},
    "regularizer": {
        "l2": ("weight_decay", "ridge", "wd"),
        "label_smoothing": ("smoothing", "ls"),
    },
    "debug": {
        "smoke": (
            *(
                "true",
                "1",
                "on",
                "yes",
                "test",
                "quick",
                "fast_dev_run",
                "default",
                "fdr",
                "overfit",
                "limit",
            ),
            "fast",
        )
    },
}
"""Choices of each group, with the words that others use for them."""

OTHER_WAYS = {
    "dropout=standard evaluation=monte_carlo": ("mc", "mc_dropout", "mcdropout", "monte_carlo"),
    "dropout=standard schedule=curriculum": ("curriculum", "curriculum_dropout"),
}
"""What is no dropout by itself here, each with the words that others use for it as one."""

NO_RATE = {
    "standout": "the rate of a unit follows its pre-activation; dropout.alpha and dropout.beta say how",
}
"""Dropouts that have no rate to set, each with what stands for it."""
