"""Words beside a metric in its name: those that change nothing, and those that leave its direction open.

Written as in `known_metrics`.
"""

SPLITS = """
test, tests, testing, train, training, val, valid, validation, eval, evaluation, dev, holdout, held, out,
oos, ood, id, in, domain, split, set, data, dataset, clean, other, public, private, lb, cv, fold, original,
all, 测试, 测试集, 验证, 验证集, 训练, 训练集, 集, 上, テスト, 検証, 訓練, 学習, 評価, 검증, 테스트, 훈련,
학습, 평가, entrenamiento, validacion, prueba, entrainement, validierung, allenamento, treino, teste, prova
"""
"""Which examples, in every language that known names are written in."""

PREFIXES = "validation, training, valid, train, test, eval, val, dev"
"""Those that are written in front of a known word without a mark, as in ``valloss``."""

AGGREGATES = """
mean, avg, average, averaged, ave, median, med, max, maximum, min, minimum, best, final, last, first, end,
current, cur, ema, swa, macro, micro, weighted, samples, sample, total, sum, overall, global, local,
running, smoothed, rolling, raw, full, cumulative, accumulated, cum, discounted, undiscounted, epoch,
epochs, step, steps, iter, iteration, episode, episodic, ep, episodes, batch, batches, run, trial, round,
seed, p, q, percentile, geo, geometric, harmonic, iqm, num, number, multiclass, binary, categorical, top,
shot, score, scores, value, values, metric, metrics, rate, rates, charts, rollout, summary, result, results,
default, none, class, classes, task, tasks, group, groups, fg, bg, 平均, 最终, 最佳, 最高, 最低, 最好, 最大,
最小, 累计, 累积, 总, 值, 分数, 宏, 微, 类, 分类, 模型, 推理, 单次, 平均値, 最終, 最良, 値, スコア, 평균,
최종, 최고, 누적, 값, mittlere, mittlerer, durchschnittliche, gesamt, moyenne, moyen, media, medio,
promedio, totale, totaal, gemiddelde, средняя, средний, среднее
"""
"""How many values became one; and words such as score and value, which say nothing of their own."""

UNITS = """
pct, percent, percentage, perc, pp, db, nats, nat, m, k, b, g, t, n, x, s, sec, secs, second, seconds, ms,
us, ns, min, mins, minute, minutes, h, hr, hrs, hour, hours, mb, gb, kb, tb, mib, gib, kib, bytes, byte, w,
watt, watts, j, joules, joule, kj, mj, wh, kwh, usd, dollars, dollar, eur, cents, kg, gram, grams, mm, cm,
px, pixel, pixels, deg, degrees, rad, ev, mev, kcal, mol, hz, khz, img, imgs, images, image, tok, tokens,
token, million, millions, billion, thousand, e, y, 个, 次, 秒, 毫秒, 分钟, 小时, 百分比
"""
"""What a value is counted in."""

SETS = """
cifar, mnist, fashion, emnist, svhn, stl, imagenet, inet, tinyimagenet, tiny, caltech, food, cars, pets,
flowers, dtd, sun, places, inat, celeba, lsun, ffhq, coco, voc, ade, cityscapes, kitti, nuscenes, waymo,
lvis, objects, glue, superglue, sst, mnli, qnli, qqp, rte, cola, mrpc, stsb, wnli, squad, gsm, mmlu,
hellaswag, arc, easy, challenge, piqa, boolq, siqa, winogrande, openbookqa, en, zh, cn, fr, es, it, ja, jp,
ko, ru, pt, nl, cs, tr, pl, hi, vi, obqa, triviaqa, truthfulqa, lambada, wikitext, wiki, ptb, enwik, text,
owt, openwebtext, pile, mbpp, humaneval, math, bbh, agieval, ceval, cmmlu, xnli, xsum, cnn, dm, wmt, iwslt,
flores, imdb, yelp, agnews, dbpedia, librispeech, libri, ted, tedlium, commonvoice, voxceleb, vctk,
ljspeech, timit, wsj, aishell, cora, citeseer, pubmed, ogbn, arxiv, reddit, zinc, qm, movielens, ml, amazon,
netflix, criteo, cartpole, pong, breakout, hopper, walker, halfcheetah, cheetah, ant, humanoid, swimmer,
reacher, pendulum, acrobot, lunarlander, atari, mujoco, etth, ettm, weather, traffic, electricity, exchange,
adult, compas, covertype, higgs, housing, wine, iris
"""
"""Well-known data sets, tasks and environments, by the letters of their names."""

PARTS = """
vgg, alex, alexnet, squeeze, inception, clip, wb, nb, narrowband, wideband, sig, bak, ovrl, box, bbox, mask,
segm, seg, person, head, small, medium, large, cls, rho, tau, flexible extract, strict match, fmeasure, rgb,
loose, strict, range, rms, bal, balanced, et, tc, wt, inter, intra, f 0, normalized, normalised
"""
"""What stands behind some metrics: the network of a distance, a kind of box."""

COSTS = """
inference, infer, inf, prediction, predict, forward, backward, pass, wall, clock, cpu, gpu, cuda, device,
host, process, peak, used, usage, use, allocated, reserved, alloc, execution, exec, compute, computation,
computational, computing, processing, fit, fitting, solve, solving, solver, solution, query, queries,
response, decode, decoding, prefill, encode, encoding, load, loading, compile, compilation, convergence,
search, user, system, sys, real, elapsed, build, consumed, consumption, wallclock, model, trainable,
network, optimizer, optimization, optimisation, tuning, finetuning, generation, sampling, rendering, render,
de, d, du, del, calculo, ejecucion, respuesta, calcul, reponse, relative, spent, taken, needed, required
"""
"""Beside a time, a size or another cost: what it is spent on."""

OPEN = """
drop, drops, dropped, gain, gains, gained, reduction, reduced, improvement, improvements, improved, improve,
increase, increased, decrease, decreased, change, changes, changed, delta, deltas, diff, difference,
differences, disparity of, ratio, ratios, gap, gaps, vs, versus, minus, std, stds, sd, stdev, stddev,
stderr, sem, se, var, variance, ci, bound, lower, upper, lo, hi, pvalue, p value, pval, significance,
weight, weights, scale, scaler, scaling, coef, coeff, coefficient, coefficients, lambda, alpha, beta, gamma,
factor, multiplier, threshold, thresholds, thresh, thr, limit, limits, budget, target, targets, goal, quota,
cap, type, name, fn, func, function, functions, flag, path, file, dir, mode, method, version, bits, bit,
dtype, grad, grads, gradient, gradients, norm, norms, decay, schedule, scheduler, warmup, window, horizon,
baseline, ref, reference, chance, count, counts, counter, penalty, penalties, margin, margins, bonus,
initial, iqr, shaping, shaped, intrinsic, extrinsic, curiosity, chosen, rejected, code, codes, message, msg,
bar, bars, saving, savings, saved, tolerance, tol, eps, neg, negative, negated, inverse, inv, inverted,
reciprocal, non, not, no, without, lack, lost, lose, missing, missed, wrong, false, fake, random, shuffled,
attack, attacker, attacks, adversary, jailbreak, backdoor, poison, poisoned, poisoning, trojan, membership,
mia, forget, value loss, value losses, tradeoff, time step, time steps, time stamp, time frame, time to
failure, survival, between failures, loss of, accuracy loss, acc loss, recall loss, precision loss,
performance loss, quality loss, hearing loss, hair loss, heat loss, bone loss, blood loss, stop loss, memory
size, mem size, return rate, return value, acc x, acc y, acc z, acc step, acc steps, grad acc, ms level,
second order, reward model, sample size, improvement over, 提升, 提高, 下降, 降低, 减少, 增加, 增益, 变化,
差, 差值, 差异, 差距, 标准差, 方差, 权重, 函数, 损失函数, 阈值, 系数, 比例, 比值, 比率, 目标, 预算, 上限,
下限, 范围, 基线, 梯度, 正则, 负, 改进, 改善, 节省, 向上, 差分, 標準偏差, 分散, 低下, 重み, 関数, 閾値,
目標, 勾配, 표준편차, 향상, 감소, 증가, 가중치, 함수, verbesserung, verringerung, differenz,
standardabweichung, gewicht, mejora, reduccion, diferencia, amelioration, ecart, poids, peso, umbral, seuil,
schwelle, ganancia, baisse, hausse, unterschied
"""
"""Words that make another thing of a metric or turn its direction round, or may: with one it is open."""

SETTINGS = """
precision, cost, coherence, agreement, snr, bandwidth, fps, fidelity, compression ratio, compression rate,
error rate, efficiency, bpp, miss rate, packet loss, packet loss rate, utility, likelihood
"""
"""Known metrics that are settings in some tables: 16 and 32 bits, the noise that is added."""

COMPONENTS = """
gen, generator, disc, discriminator, gan, adv, adversarial, policy, vf, pg, actor, critic, entropy, ent, kl,
kld, commitment, vq, reg, regularization, regularisation, regularizer, aux, auxiliary, surrogate, balance,
balancing, consistency, router, orthogonality, sparsity, diversity, temperature, qf, td
"""
"""Beside *loss*: a term of what is minimised, or a side of a game; its fall alone need not be good."""

PRECISIONS = (
    "mixed, half, double, single, float, floating, fp #, bf #, int #, numeric, numerical, machine, arithmetic"
)
"""Before *precision*: that of numbers, not of a classifier."""

AFTER = "on, for, of, at, over, from, under, by, per, during, when, auf, bei, sur, en, sobre, su, em, na, на"
"""Behind one of these stands what was measured on, and no metric."""

NO_GOALS = (
    "live, failure, failures, event, death, relapse, overfit, overfitting, divergence, crash, fall, expiry"
)
"""Behind *time to*, what is better late."""

HIGHER_TOLD = "↑, ⬆, higher is better, higher better, more is better, 越高越好, 越大越好"
LOWER_TOLD = "↓, ⬇, lower is better, lower better, less is better, 越低越好, 越小越好"
"""What a table says of its own columns."""

COUNTED = """
samples, sample, tokens, token, tok, toks, images, image, imgs, img, frames, frame, steps, step, iterations,
iteration, iters, iter, it, its, examples, example, requests, request, req, queries, query, ops, operations,
episodes, episode, batches, batch, items, records, rows, transactions, words, chars, characters, nodes,
edges, points, molecules, games, updates, rollouts, rounds, interactions, sequences, seqs, clips, videos,
mb, gb, kb, bytes, bits, flops, flop, epochs, graphs, utterances, documents, docs, evals, evaluations,
calls, messages, events, positions, lines, trials
"""
"""What is counted: so many a second are good, and so many until a goal bad."""

DURATIONS = """
s, sec, secs, second, seconds, ms, millisecond, milliseconds, us, microseconds, ns, nanoseconds, min, mins,
minute, minutes, h, hour, hours, day, days, time, latency, joule, joules, wh, kwh, energy, cost, price,
dollars, usd, memory
"""
"""What is spent: so much for each is bad, and so many within one good."""

SPENT_UNTIL = """
time, steps, timesteps, epochs, iterations, iters, episodes, rounds, samples, queries, evaluations, evals,
trials, updates, interactions, calls, generations, seconds, minutes, hours, days
"""
"""Before *to* and a goal."""
