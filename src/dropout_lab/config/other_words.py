"""What people type who know Keras, PyTorch, Hydra or a tracker, and what is typed here in its place."""

OTHER_KEYS = {
    "dropout.rate={value}, the fraction dropped": (
        *("drop", "drop_prob", "drop_probability", "drop_rate", "droprate", "rates", "ratio", "dropout"),
        *("dropout_p", "dropout_prob", "dropout_probability", "dropout_rate", "prob", "probability"),
        *("hidden_dropout_prob", "hidden_dropout", "hidden_dropout_rate", "attention_dropout"),
        *("attn_dropout", "drop_out", "dropout_ratio", "resid_pdrop", "fc_dropout", "p_drop", "pdrop"),
        *("dropout_p_hidden",),
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
        *("rate_lr", "starter_learning_rate", "adam_lr", "lr", "learn_rate", "learningrate", "step_size"),
        *("stepsize", "eta", "init_lr", "base_lr", "lrate", "initial_lr", "initial_learning_rate"),
        *("lr_rate", "learning_rate_init", "max_lr", "peak_lr"),
    ),
    "optimizer.momentum={value}": ("mom",),
    "optimizer.beta_1={value}": ("adam_beta1", "adam_beta_1", "beta1", "b1"),
    "optimizer.beta_2={value}": ("adam_beta2", "adam_beta_2", "beta2", "b2"),
    "optimizer.epsilon={value}": ("opt_eps", "adam_epsilon", "eps"),
    "optimizer.nesterov={value}": ("use_nesterov",),
    "optimizer.rho={value}": ("rms_rho", "rms_decay", "rmsprop_decay"),
    "optimizer={choice}": ("opt", "optim", "optimiser", "solver", "optimizer_name", "optimizer_type"),
    "training.epochs={value}": (
        *("max_train_epochs", "maxepoch", "maxepochs", "epochs_num", "epoch", "n_epochs", "n_epoch"),
        *("num_epochs", "nb_epoch", "nb_epochs", "max_epochs", "max_epoch", "num_train_epochs"),
        *("train_epochs", "ep", "min_epochs", "total_epochs", "epochx", "num_passes", "e"),
    ),
    "training.batch_size={value}": (
        *("batch", "bs", "batchsize", "batch_sz", "train_batch_size", "mini_batch", "mini_batch_size"),
        *("minibatch", "minibatch_size", "per_device_train_batch_size", "bsz", "train_batch"),
        *("batch_size_train", "b", "batchsz", "samples_per_batch"),
    ),
    "model.hidden_units={list}": (
        *("fc2", "dense", "dense1", "dense2", "hidden2", "hidden_1", "hidden_2", "hidden_channels"),
        *("mlp_dim", "n_hidden1", "n_hidden2", "n_hidden_1", "n_hidden_2", "num_units_1", "hidden"),
        *("hidden_size", "hidden_sizes", "hidden_dim", "hidden_dims", "hidden_layers", "nhid"),
        *("hidden_layer_sizes", "units", "n_units", "num_units", "n_hidden", "num_hidden", "n_hid", "hid"),
        *("width", "layer_size", "layer_sizes", "fc_layer_size", "neurons", "hidden_features"),
        *("hidden_width", "unit", "num_neurons", "n_neurons", "hidden1", "lin1_size", "lin2_size", "fc1"),
        *("fc_size", "hidden_units_1", "dense_units", "dim", "u", "n_hidden_units", "num_hidden_units"),
    ),
    "model.hidden_units={layers}, one number for each layer": (
        *("layers", "n_layers", "num_layers", "nlayers", "depth", "num_hidden_layers", "n_hidden_layers"),
        *("n_layer", "num_layer", "hidden_layer"),
    ),
    "model.activation={choice}": (
        *("act", "act_fn", "activation_fn", "activation_function", "nonlinearity", "hidden_activation"),
    ),
    "model={choice}": (
        *("arch", "architecture", "net", "network", "model_name", "model_type", "backbone", "network_type"),
        *("net_type", "architecture_name"),
    ),
    "dataset={choice}": ("data", "ds", "data_set", "datasets", "dataset_name", "task", "datamodule"),
    "dataset.train_size={value}": (
        *("n_train", "num_train", "subset", "train_samples", "train_subset", "max_train_samples"),
        *("n_samples", "max_samples", "num_examples", "train_examples", "limit_train_batches"),
        *("data_fraction", "n_examples"),
    ),
    "dataset.validation_size={images}, a number of images": (
        *("val_size", "valid_size", "n_val", "num_val", "val_split", "validation_split", "valid_split"),
        *("val_fraction", "holdout", "val_ratio"),
    ),
    "dataset.cache_dir={value}": (
        *("input_data_dir", "dataset_dir", "dataset_path", "dataset_root", "dataroot", "datapath"),
        *("data_location", "data_url", "imagenet_dir", "data_dir", "data_path", "data_root", "datadir"),
        *("data_folder", "root"),
    ),
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
        *("run_name", "exp_name", "experiment_name", "job_name", "project", "tag", "tags", "title"),
        *("group", "task_name", "session", "comment", "note", "notes", "run_id", "job_id", "expname"),
    ),
    "regularizer.l2.strength={value}, the L2 term of the loss": (
        *("l2", "weight_decay", "wd", "l2_reg", "l2_lambda", "l2_strength", "kernel_regularizer", "decay"),
    ),
    "regularizer.label_smoothing.amount={value}": ("label_smoothing", "smoothing", "label_smooth"),
    "evaluation=monte_carlo": ("mc", "mc_dropout", "mcdropout", "monte_carlo"),
    "evaluation.passes={value}": ("mc_samples", "n_mc", "mc_passes", "num_mc_samples", "mc_iterations"),
    "engine.device={device}": (
        *("device", "devices", "accelerator", "gpu", "gpus", "cuda", "use_gpu", "use_cuda", "gpu_id"),
        *("gpu_ids", "g"),
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
        *("results", "store_dir", "ckpt_dir", "checkpoint_path", "summaries_dir", "summary_dir", "tb_dir"),
        *("train_dir", "job_dir", "model_path", "model_file", "exp_dir", "experiment_dir", "run_path"),
        *("saved_model_dir", "out", "output", "outputs", "output_dir", "out_dir", "outdir", "save_dir"),
        *("save_path", "log_dir", "logdir", "results_dir", "default_root_dir", "work_dir", "run_dir"),
        *("workdir", "savedir", "result_dir", "result_filename", "output_path", "outfile", "output_file"),
        *("model_dir", "checkpoint_dir", "logs"),
    ),
    "store.path={value}": ("store", "db", "database", "storage", "store_path"),
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
