"""What people set elsewhere and cannot set here, each said in one line."""

NOT_HERE = {
    "each unit of each example has a mask of its own; one that shares masks is a class of yours: "
    "dropout.layer=module:Class": ("dropout.noise_shape",),
    "a dropout acts on the units of each hidden layer after their activation; before a ReLU it is the same": (
        *("position", "placement", "place", "before_activation", "after_activation", "pre_activation"),
        *("post_activation", "location", "dropout.position", "dropout.placement", "dropout.place"),
        *("dropout.before_activation", "dropout.after_activation", "dropout.location"),
    ),
    "masks follow the seeds of the runs: 'seeds=[0,1,2]', or randomness.mask=0 for one alone": (
        *("dropout.seed",),
    ),
    "no training stops early: the last epoch counts; for fewer type training.epochs=N": (
        *("es_criteria", "stop_patience", "early_stopping_patience", "early_stop_patience", "patience"),
        *("early_stopping", "early_stop", "earlystopping", "early_termination", "restore_best", "tol"),
        *("n_iter_no_change", "min_delta", "es_patience"),
    ),
    "training is counted in epochs: training.epochs=N": (
        *("max_train_steps", "n_iter", "niter", "num_iter", "max_time", "epoch_size", "max_steps", "steps"),
        *("num_steps", "n_steps", "total_steps", "train_steps", "max_iters", "max_iter", "iters"),
        *("iterations", "num_iterations", "n_iters", "steps_per_epoch", "training_steps"),
    ),
    "test images are evaluated in batches that change nothing; training.batch_size is that of a step": (
        *("test_batch_size_per_gpu", "batch_size_eval", "batch_size_val", "eval_batch", "val_batch"),
        *("test_bs", "test_batch_size", "eval_batch_size", "val_batch_size", "per_device_eval_batch_size"),
        *("batch_size_test", "valid_batch_size", "inference_batch_size"),
    ),
    "no weights are kept; a run keeps its numbers, each epoch's too": (
        *("enable_checkpointing", "checkpointing", "checkpoint_interval", "save_checkpoint", "save_period"),
        *("save_dir_freq", "export_model", "save_last", "savefile", "model_save_path", "save_model"),
        *("save", "save_steps", "save_every", "save_interval", "save_freq", "callbacks", "callback"),
        *("model_checkpoint", "save_total_limit", "save_strategy", "snapshot", "save_weights", "save_best"),
    ),
    "every run trains, and is tested after each epoch": (
        *("phase", "fastmode", "eval_only", "test_only", "evaluate_only", "skip_test", "skip_val"),
        *("validation_freq", "num_sanity_val_steps", "eval_freq", "val_interval", "val_freq", "val"),
        *("test_freq", "valid", "do_train", "do_eval", "do_test", "train", "test", "eval", "evaluate"),
        *("predict", "mode", "validate", "evaluation_strategy", "eval_strategy", "eval_interval"),
        *("eval_every", "val_check_interval", "check_val_every_n_epoch", "eval_steps", "test_interval"),
        *("limit_val_batches", "limit_test_batches"),
    ),
    "nothing is searched; what is compared is named: run -m optimizer.learning_rate=0.01,0.001": (
        *("hparams_search", "optuna", "hpo", "tuner", "tune", "search", "sweeper", "study_name", "sampler"),
    ),
    "weights begin as Keras's Dense does (Glorot uniform, biases zero), drawn from each run's seed": (
        *("finetune", "fine_tune", "freeze", "freeze_backbone", "weights", "init_scale", "initialization"),
        *("weight_initializer", "kernel_initializer", "initializer", "init", "weight_init", "init_method"),
        *("init_from", "init_std", "bias_initializer", "use_bias", "bias", "xavier", "pretrained"),
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
        *("no_cuda", "no_accel", "no_mps", "no_gpu", "disable_cuda", "mps", "use_mps", "use_cpu"),
        *("force_cpu",),
    ),
    "training is compiled already": (
        *("steps_per_execution", "torchscript", "autograph", "compile", "torch_compile", "jit"),
        *("jit_compile", "xla", "use_compile", "run_eagerly", "eager"),
    ),
    "every run is repeatable bit by bit; nothing need be said": (
        *("fix_seed", "use_deterministic_algorithms", "deterministic", "benchmark", "cudnn_benchmark"),
        *("cudnn_deterministic", "reproducible"),
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
        *("n_features", "num_features", "class_names", "in_channels", "input_channels", "nb_classes"),
        *("num_class", "n_class", "img_size", "img_rows", "channels", "image_dim", "output_size"),
        *("input_size", "num_classes", "n_classes", "input_dim", "output_dim", "in_features"),
        *("out_features", "n_inputs", "n_outputs", "input_shape", "num_labels", "image_size"),
    ),
    "a learning rate stays as it is; what moves is the dropout's rate: dropout-lab list schedule": (
        *("reduce_lr_criteria", "lr_scheduler_step", "lr_step_size", "scheduler_step", "step_size_lr"),
        *("lr_decay_epochs", "lr_decay_rate", "lr_decay_steps", "lr_policy", "lrf", "final_lr", "end_lr"),
        *("one_cycle", "onecycle", "use_scheduler", "lr_patience", "cooldown", "power", "step_lr"),
        *("anneal_lr", "lr_gamma", "cosine_annealing", "scheduler", "lr_schedule", "lr_scheduler"),
        *("lr_decay", "learning_rate_schedule", "warmup", "warmup_steps", "warmup_epochs", "gamma"),
        *("step_gamma", "sched", "lr_scheduler_type", "lr_factor", "lr_step_epochs", "lr_step"),
        *("milestones", "t_max", "eta_min", "min_lr", "decay_steps", "decay_rate", "cosine"),
        *("warmup_ratio", "reduce_lr", "reduce_on_plateau", "decay_epochs", "lr_steps"),
    ),
    "no tracker is written to; runs.csv and curves.csv of the results folder have every number": (
        *("use_tensorboard", "wandb_project", "wandb_entity", "use_mlflow", "visdom", "log_to_wandb"),
        *("wandb_mode", "wandb", "use_wandb", "mlflow", "tensorboard", "logger", "logging", "log", "comet"),
        *("neptune", "entity", "report_to", "push_to_hub", "tb", "aim", "clearml", "tracking_uri"),
        *("logging_dir", "hub_model_id"),
    ),
    "progress goes to stderr: a bar in a terminal, a line at each tenth elsewhere": (
        *("enable_progress_bar", "progress_bar_refresh_rate", "disable_tqdm", "enable_model_summary"),
        *("model_summary", "weights_summary", "summary", "log_steps", "print_interval", "show_progress"),
        *("disp_freq", "verbose", "verbosity", "progress", "progress_bar", "quiet", "silent", "log_level"),
        *("log_interval", "disp_batches", "frequency", "print_freq", "print_every", "log_every"),
        *("logging_steps", "noplot", "log_every_n_steps", "display_step", "report_interval", "plot"),
        *("tqdm", "log_freq"),
    ),
    "training minimises the cross-entropy of the labels; what is added to it is a regularizer": (
        *("loss", "criterion", "objective", "loss_fn", "loss_func", "loss_function", "loss_type"),
        *("loss_name", "lossfn", "cost", "cost_function"),
    ),
    "every run keeps all of them; another one is compared by dropout-lab compare A B --metric NAME": (
        *("metric", "metrics", "monitor", "top_k", "topk", "scoring"),
    ),
    "finished runs are stored: the same command again trains only what is missing": (
        *("start_epoch", "initial_epoch", "begin_epoch", "resume_training", "continue_training"),
        *("restore_from", "load_model", "load_checkpoint", "reload", "resume", "checkpoint", "ckpt"),
        *("ckpt_path", "restore", "resume_from_checkpoint", "load", "overwrite_output_dir", "overwrite"),
        *("force", "auto_resume", "load_from"),
    ),
    "gradients are not clipped": (
        *("gradient_clip_algorithm", "gradient_clip", "clipping", "global_clipnorm", "use_clipping"),
        *("clip", "grad_clip", "clipnorm", "clip_norm", "max_grad_norm", "gradient_clip_val", "clip_grad"),
        *("clip_gradient", "clip_value", "clipvalue", "gradient_clipping"),
    ),
    "images are taken as they are; the nearest noise is dropout=cutout": (
        *("rotate", "random_crop", "horizontal_flip", "hflip", "color_jitter", "randaugment"),
        *("train_interpolation", "invert", "whiten", "augment", "augmentation", "data_augmentation"),
        *("transform", "transforms", "mixup", "cutmix", "reprob", "random_erase", "random_erasing"),
        *("autoaugment", "auto_augment", "aa", "normalize", "normalise", "preprocess", "standardize"),
        *("mixup_alpha", "flip", "rotation", "crop", "no_aug", "mean", "std", "noise_std", "input_noise"),
        *("corruption", "corrupt", "extras"),
    ),
    "no net here normalises its units; dropout-lab list model names the nets": (
        *("batch_norm", "batchnorm", "use_bn", "bn", "layer_norm", "layernorm"),
    ),
    "two folders are meant by it elsewhere: results go to results.path=FOLDER, data sets are kept in "
    "dataset.cache_dir=FOLDER": ("dir", "folder", "directory", "path", "base_dir", "basedir", "base_path"),
    "no made-up data; to see that all works, offline: dataset=digits, or debug=smoke": (
        *("fake_data", "use_fake_data", "fake", "synthetic", "synthetic_data", "use_synthetic_data"),
        *("dummy", "dummy_data", "use_dummy_data", "mock", "mock_data", "random_data", "toy", "toy_data"),
    ),
    "several things are called so elsewhere: an L2 term is regularizer.l2.strength, a dropout's own is "
    "dropout.alpha (dropout-lab list dropout NAME shows which has one)": ("alpha",),
    "both are typed by themselves: optimizer.beta_1=0.9 optimizer.beta_2=0.999": (
        *("betas", "opt_betas", "adam_betas", "beta"),
    ),
    "an optimizer is Keras's, without it; dropout-lab list optimizer NAME shows what is set": (
        *("amsgrad", "dampening", "fused", "foreach", "maximize", "capturable", "lookahead"),
        *("momentum_decay", "use_ema_optimizer", "trust_coefficient", "decoupled_weight_decay", "opt_args"),
        *("optimizer_kwargs",),
    ),
    "weights have an L2 term alone: regularizer.l2.strength=1e-4": (
        *("l1", "l1_reg", "l1_strength", "l1_ratio", "l1_lambda", "elastic_net", "elasticnet", "max_norm"),
        *("maxnorm", "kernel_constraint", "constraint", "weight_constraint", "max_col_norm"),
        *("w_constraint", "weight_norm", "spectral_norm", "activity_regularizer", "bias_regularizer"),
        *("orthogonal",),
    ),
    "model.activation is relu or selu": ("leak", "negative_slope", "leaky_relu", "leaky", "prelu"),
    "logits are taken as they are": ("temperature", "temp", "softmax_temperature", "logit_scale"),
    "a data set is in memory as a whole": (
        *("pin_memory", "pin_mem", "persistent_workers", "prefetch", "prefetch_factor", "buffer_size"),
        *("cache", "shuffle_buffer", "shuffle_buffer_size", "cache_data", "in_memory", "non_blocking"),
        *("lazy_load", "num_parallel_calls", "dataloader", "loader", "max_queue_size"),
    ),
    "a data set is fetched when it is first used, or beforehand by dropout-lab data fetch": (
        *("download", "download_data", "force_download", "no_download"),
    ),
    "each run is a process; executor.workers=N says how many at once": (
        *("use_multiprocessing", "multiprocessing"),
    ),
    "a run whose loss is not finite is stored as diverged, with its epoch, and shown": (
        *("detect_anomaly", "terminate_on_nan", "track_grad_norm", "check_numerics", "nan_guard"),
    ),
    "a quick try of one seed and one epoch is debug=smoke": (
        *("overfit_batches", "overfit", "limit_predict_batches", "tiny", "debug_mode"),
    ),
    "type dropout-lab --version": ("version", "v"),
}
"""What cannot be set here, said in one line, with the words that others set it by."""

CHOICES_NOT_HERE = {
    "optimizer": {
        "decoupled weight decay is not here; the nearest is optimizer=adam "
        "regularizer.l2.strength=1e-4, an L2 term of the loss": (
            *("adamw", "adam_w", "adamw_torch", "adamwr", "decoupled_adam"),
        ),
        "the nearest is optimizer=sgd regularizer.l2.strength=1e-4, an L2 term of the loss": ("sgdw",),
        "the nearest is optimizer=adam": (
            *("nadam", "radam", "adamax", "amsgrad", "lamb", "lion", "adagrad", "adadelta", "adabound"),
            *("ftrl", "adafactor", "adabelief", "ranger", "lookahead", "muon", "sophia", "adan"),
        ),
        "the nearest is optimizer=sgd": ("lars", "asgd", "rprop", "nag", "sam", "lbfgs", "bfgs"),
    },
    "dataset": {
        "no made-up data; the smallest is dataset=digits, offline": (
            *("fake", "fake_data", "fakedata", "synthetic", "dummy", "random", "toy", "mock"),
        ),
    },
    "regularizer": {
        "the L2 term is regularizer.l2.strength=1e-4; weights have no other": (
            *("l1", "l1_l2", "l1l2", "elastic_net", "elasticnet", "max_norm", "maxnorm", "spectral_norm"),
        ),
    },
}
"""Group -> what stands in the place of choices that others have, with their words for them."""
