"""Names of metrics that are known, by field: which way is good, and what the values are.

Names are written as their words, in lower case; ``#`` stands for a number, ``at`` also for ``@``. What a name
made of them says is decided in `directions`.
"""

from typing import Literal, NamedTuple

Values = Literal["accuracy", "fraction", "plain"]
"""A fraction of counted examples; values from 0 to 1, which a table may hold in percent; anything."""

Place = Literal["anywhere", "alone", "last"]
"""Whether unknown words may stand before it; only neutral ones beside it; and it ends the name."""


class Group(NamedTuple):
    """Names of one field that say the same, separated by commas."""

    higher_is_better: bool
    values: Values
    names: str
    place: Place = "anywhere"


CLASSIFICATION = (
    Group(
        True,
        "accuracy",
        """
        acc, accuracy, accuracies, accu, acc norm, acc norm normalized, top # acc, top # accuracy, acc top
        #, accuracy top #, overall accuracy, correct rate, percent correct, pct correct, fraction correct
        """,
    ),
    Group(True, "accuracy", "top #, oa, rank #, bacc", "alone"),
    Group(
        False,
        "plain",
        """
        error, errors, err, errs, top # error, top # err, error count, err count, num errors, n errors,
        number of errors, misclassification, misclassifications, misclassification error, mistakes, zero one
        loss, 0 1 loss, wrong predictions
        """,
    ),
    Group(
        False,
        "fraction",
        """
        error rate, err rate, classification error rate, misclassification rate, hamming loss, fpr, fnr,
        fdr, false positive rate, false negative rate, false discovery rate, false alarm rate, false
        acceptance rate, false rejection rate, miss rate, balanced error rate, half total error rate, hter,
        apcer, bpcer
        """,
    ),
    Group(
        False,
        "plain",
        """
        false positives, false negatives, false alarms, num false positives, num false negatives,
        mispredictions
        """,
    ),
    Group(
        True,
        "fraction",
        """
        f 1, f 2, f 0 5, f 1 score, fscore, f score, f measure, fmeasure, fbeta, f beta, macro f 1, micro f
        1, precision, average precision, recall, sensitivity, specificity, tpr, tnr, ppv, npv, true positive
        rate, true negative rate, positive predictive value, negative predictive value, auc, auroc, rocauc,
        auc roc, roc auc, area under curve, area under the curve, area under the roc curve, auprc, aupr, auc
        pr, pr auc, prauc, prc auc, jaccard, jaccard index, jaccard score, uar, youden, oscr, g mean, gmean
        """,
    ),
    Group(True, "fraction", "roc, auc #, p at #, r at #, p at k, r at k", "alone"),
    Group(
        True,
        "plain",
        """
        mcc, matthews, matthews corrcoef, matthews correlation coefficient, kappa, cohen kappa, cohens
        kappa, quadratic weighted kappa, qwk, agreement, informedness, ks statistic, average rank
        correlation
        """,
    ),
)

LOSSES = (
    Group(
        False,
        "plain",
        """
        loss, losses, cross entropy, crossentropy, xent, ce loss, bce, bce loss, log loss, logloss, nll,
        nelbo, negative elbo, neg elbo, negative log likelihood, neg log likelihood, neg loglikelihood,
        negative loglikelihood, neg loglik, neg log lik, negloglik, negative log lik, negative log prob, neg
        log prob, neg logp, negative log density, dice loss, iou loss, giou loss, diou loss, ciou loss,
        jaccard loss, ssim loss, auc loss, f 1 loss, tversky loss, cosine loss, correlation loss, packet
        loss, loss rate, aic, bic, waic, dic, looic, deviance
        """,
    ),
    Group(False, "plain", "ce, objective loss, mdl", "alone"),
    Group(
        True,
        "plain",
        """
        log likelihood, loglikelihood, loglik, log lik, marginal likelihood, log marginal likelihood,
        likelihood, elbo, evidence lower bound, elpd, iwae, log evidence
        """,
    ),
)

LANGUAGE_MODELS = (
    Group(
        False,
        "plain",
        """
        perplexity, perplexities, ppl, pplx, bpb, bpc, bpd, bits per byte, bits per char, bits per
        character, bits per dim, bits per dimension, bits per token, bits per word, bits per pixel, bits per
        base, bits / dim, bits / byte, bits / char, bits / token, bits / pixel, toxicity, repetition,
        translation edit rate, hallucinations, edit distance, levenshtein, ned, normalized edit distance,
        tree edit distance
        """,
    ),
    Group(False, "plain", "ter, cder, bpt", "alone"),
    Group(False, "fraction", "hallucination rate, toxicity rate, repetition rate"),
    Group(
        True,
        "plain",
        """
        bleu, sacrebleu, codebleu, rouge, rouge #, rouge l, rougel, rougelsum, rouge lsum, meteor,
        chrf, cider, cider d, spice, comet, cometkiwi, xcomet, bertscore, bert score, bleurt, moverscore,
        bartscore, nist score, faithfulness, factuality, answer relevancy, answer relevance, context
        precision, context recall, groundedness, coherence, elo, elo rating, fluency, helpfulness
        """,
    ),
    Group(
        True,
        "fraction",
        """
        exact match, exact matches, em score, pass at #, pass at k, pass #, maj at #, win rate, winrate,
        pass rate, solve rate, resolve rate, answer accuracy
        """,
    ),
    Group(True, "fraction", "em, las, uas", "alone"),
)

SPEECH = (
    Group(
        False,
        "plain",
        """
        wer, cer, per phoneme, word error rate, character error rate, char error rate, phone error rate,
        phoneme error rate, phoneme error, token error rate, sentence error rate, label error rate, mer,
        wil, mcd, mel cepstral distortion, min dcf, mindcf, dcf, act dcf, actdcf, cllr, diarization error
        rate, jer, fad, frechet audio distance, rtf, real time factor, pitch error, vuv error, gross pitch
        error
        """,
    ),
    Group(False, "plain", "der, ser, tdcf, t dcf", "alone"),
    Group(False, "fraction", "eer, equal error rate"),
    Group(
        True,
        "plain",
        """
        pesq, stoi, estoi, mos, mean opinion score, cmos, smos, dmos, nmos, utmos, dnsmos, nisqa, visqol,
        csig, cbak, covl, si sdr, sisdr, si sdri, sisdri, si snr, sisnr, si snri, sisnri, sdr, sdri, snr,
        snri, ssnr, segsnr, signal to noise ratio, peak signal to noise ratio, signal to distortion ratio,
        speaker similarity, srmr
        """,
    ),
)

IMAGES = (
    Group(
        False,
        "plain",
        """
        fid, fids, sfid, cfid, clean fid, frechet inception distance, kid, kernel inception distance,
        fvd, kvd, frechet video distance, frechet distance, frechet, lpips, lpip, dists, niqe, brisque,
        piqe, nme, hd 95, hd #, hausdorff, hausdorff distance, assd, asd, asds, assds, average surface
        distance, abs rel, absrel, sq rel, sqrel, rmse log, silog, chamfer, chamfer distance, cd l 1, cd l
        2, emd, earth mover distance, earth movers distance, epe, end point error, endpoint error, mpjpe, pa
        mpjpe, mpvpe, pve, bpp, bd rate, bdrate, rmsd, reprojection error, mmd, ade, fde, min ade, min fde,
        sam degrees, ergas
        """,
    ),
    Group(False, "plain", "hd, ate, rpe, cmmd, jsd, fcd", "alone"),
    Group(
        True,
        "plain",
        """
        psnr, cpsnr, ssim, ms ssim, msssim, fsim, vif, vmaf, uqi, inception score, inception scores, clip
        score, clipscore, clip similarity, clip t, clip i, clip iqa, clipiqa, musiq, hpsv #, hps, image
        reward, aesthetic score, bd psnr
        """,
    ),
    Group(True, "plain", "is", "last"),
    Group(
        True,
        "fraction",
        """
        iou, miou, ious, mean iu, m iou, io u, mean iou, giou score, box iou, dice, dsc, dice coefficient,
        dice score, dice similarity coefficient, cldice, surface dice, normalized surface dice, pck, pck at
        #, pckh, boundary f 1, panoptic quality, pixel acc
        """,
    ),
    Group(True, "fraction", "nsd, pq, rq, sq", "alone"),
)

DETECTION = (
    Group(True, "fraction", "mean average precision, average recall, map #, map at #, cmc"),
    Group(
        True,
        "fraction",
        """
        map, maps, ap, ap #, ap at #, aps, apm, apl, ap s, ap m, ap l, ap r, ap c, ap f, ar, ar #, ar at #,
        mar, nds
        """,
        "alone",
    ),
    Group(True, "plain", "mota, motp, hota, deta, assa, idf 1, idr, idp, amota, success plot auc, eao"),
    Group(
        False,
        "plain",
        """
        id switches, id switch, idsw, idsws, identity switches, num switches, num fragmentations,
        fragmentations, fppi, false positives per image, amotp
        """,
    ),
    Group(False, "plain", "ids, frag, log average miss rate, mr 2, lamr", "alone"),
)

RETRIEVAL = (
    Group(
        True,
        "fraction",
        """
        mrr, mean reciprocal rank, reciprocal rank, ndcg, hit at #, hits at #, hit at k, hits at k, hit
        rate, hitrate, hit ratio, hit #, hits #, hr at #, hr at k, recall at #, precision at #, map at k,
        hitrate at #
        """,
    ),
    Group(False, "plain", "mean rank, median rank, average rank, avg rank", "alone"),
    Group(False, "plain", "medr, mnr", "alone"),
)

CALIBRATION = (
    Group(
        False,
        "fraction",
        """
        ece, aece, adaece, sce, tace, classwise ece, expected calibration error, calibration error, maximum
        calibration error, max calibration error, adaptive calibration error, static calibration error,
        overconfidence, overconfidence error, fpr at #, fpr # tpr
        """,
    ),
    Group(False, "fraction", "ace", "alone"),
    Group(
        False,
        "plain",
        """
        mce, brier, brier score, brier loss, aurc, eaurc, e aurc, miscalibration, miscalibration area, ause,
        ence, uce
        """,
    ),
)

REGRESSION = (
    Group(
        False,
        "plain",
        """
        mse, rmse, mae, mape, smape, s mape, mase, rmsse, wape, wmape, mdape, maape, nmse, nrmse, nmae,
        msle, rmsle, rse, rae, rrse, medae, mspe, rmspe, rms error, rmsd error, squared error, absolute
        error, percentage error, percent error, relative error, residual, residuals, residual norm, residual
        sum of squares, rss error, sse, crps, crpss loss, pinball, pinball loss, quantile loss, quantile
        score, interval score, winkler, winkler score, msis, energy score, rel l 1, rel l 2, relative l 1,
        relative l 2, rel l 2 error, owa, variogram score, dtw, dynamic time warping, ibs, integrated brier
        score, distortion
        """,
    ),
    Group(
        True,
        "plain",
        """
        r 2, r 2 score, r squared, r sq, rsq, rsquared, r square, adj r 2, adjusted r 2, explained variance,
        explained variance score, variance explained, q 2, nse, nash sutcliffe, kge, pearson, pearsonr,
        pearson r, spearman, spearmanr, spearman r, spearman rho, kendall, kendalltau, kendall tau,
        correlation, correlation coefficient, corr coef, corrcoef, ccc, pcc, plcc, srcc, krcc, plcc srcc, c
        index, cindex, concordance, concordance index, index of agreement, skill score
        """,
    ),
    Group(True, "plain", "corr, ic, rank ic, icir, c statistic", "alone"),
    Group(
        True,
        "plain",
        """
        neg mean squared error, neg root mean squared error, neg mean absolute error, neg median absolute
        error, neg mean absolute percentage error, neg mean squared log error, neg root mean squared log
        error, neg log loss, neg brier score, neg max error, neg mean poisson deviance, neg mean gamma
        deviance, neg mse, neg rmse, neg mae
        """,
    ),
)

STRUCTURE = (  # clusters, proteins, molecules
    Group(
        True,
        "plain",
        """
        ari, adjusted rand, adjusted rand index, rand index, nmi, ami, adjusted mutual info, normalized
        mutual info, normalized mutual information, v measure, silhouette, silhouette score, calinski
        harabasz, purity, homogeneity, completeness score, modularity, tm score, tmscore, lddt, plddt, gdt,
        gdt ts, gdt ha, dockq, qed
        """,
    ),
    Group(False, "plain", "davies bouldin, davies bouldin index, davies bouldin score"),
    Group(True, "fraction", "validity, uniqueness", "alone"),
)

LEARNING_IN_SEQUENCE = (  # continual, federated; fairness
    Group(False, "plain", "forgetting, forgetting measure, forgetting rate, intransigence"),
    Group(False, "plain", "communication cost, communication rounds", "alone"),
    Group(True, "plain", "bwt, fwt, backward transfer, forward transfer, plasticity"),
    Group(
        False,
        "plain",
        """
        demographic parity difference, demographic parity gap, demographic disparity, statistical parity
        difference, equalized odds difference, equalized odds gap, equal opportunity difference, equal
        opportunity gap, average odds difference, fairness gap, fairness violation, disparity, tpr gap, fpr
        gap, worst group gap, generalization gap, generalisation gap, unfairness
        """,
    ),
)

TIME_AND_COST = (
    Group(
        False,
        "plain",
        """
        bit error rate, block error rate, frame error rate, symbol error rate, packet error rate, packet
        loss rate, bler
        """,
    ),
    Group(False, "plain", "ber", "alone"),
    Group(
        False,
        "plain",
        """
        latency, latencies, ttft, tpot, itl, runtime, run time, runtimes, wall time, walltime, wallclock,
        wall clock, wall clock time, wallclock time, elapsed time, time elapsed, elapsed, duration,
        makespan, cpu time, gpu time, gpu hours, cpu hours, node hours, flop count, macs, gmacs, madds,
        carbon, co 2, emissions, carbon emissions, cost, costs, overhead, downtime, energy consumption,
        power consumption, memory consumption, memory usage, memory footprint, gpu memory, peak memory,
        vram, rss mb, round trip time, response time, time to first token, time per
        output token, inter token latency, jitter, cache misses, page faults, expense, expenses, slowdown
        """,
    ),
    Group(
        False,
        "plain",
        """
        model size, model size mb, param count, parameter count, params count, num params, num parameters, n params, n parameters, number of parameters, number of params, time, times, seconds, second, secs, sec, ms, milliseconds, millis, minutes, mins, hours, memory,
        mem, params, parameters, param, flops, flop, energy, joules, kwh, power w, power watts, watts, nfe,
        nfes, iterations, iters, n iterations, n iters, evaluations, function evaluations, gap, optimality
        gap, duality gap, mip gap, integrality gap, relative gap, primal gap, primal dual gap, rtt, num
        queries, n queries
        """,
        "alone",
    ),
    Group(
        True,
        "plain",
        """
        throughput, fps, qps, rps, iops, speedup, speed up, acceleration factor, bandwidth, goodput, mfu,
        hfu, energy efficiency, sample efficiency, data efficiency, efficiency, compression ratio,
        compression rate, frames per second, uptime, availability, cache hits, cache hit rate, profit,
        revenue, sharpe, sharpe ratio, sortino, sortino ratio, calmar ratio
        """,
    ),
    Group(True, "plain", "tps", "alone"),
)

CONTROL = (  # reinforcement learning, search, physics
    Group(
        True,
        "plain",
        """
        reward, rewards, rew, return, returns, ep ret, ep return, ep rew, episode return, episodic return,
        utility, fidelity, hypervolume, hv, human normalized score, welfare, social welfare
        """,
    ),
    Group(
        False,
        "plain",
        """
        regret, regrets, violation, violations, violation rate, constraint violation, collisions, crashes,
        failures, timeouts, infidelity, igd, inverted generational distance, exploitability, nash conv,
        nashconv, average ep cost, ep cost
        """,
    ),
    Group(
        True,
        "fraction",
        """
        success, success rate, success ratio, successes, is success, success once, success at end,
        completion rate, task success, goal success rate
        """,
    ),
    Group(True, "plain", "spl, wins, resolved, solved", "alone"),
    Group(False, "fraction", "failure rate, fail rate, collision rate, crash rate, timeout rate"),
)

CHINESE = (
    Group(True, "accuracy", "准确率, 准确度, 正确率, 分类精度, 识别率, 识别准确率, 命中准确率"),
    Group(
        True,
        "fraction",
        """
        精度, 精确率, 精确度, 查准率, 召回率, 查全率, 灵敏度, 敏感度, 特异度, 特异性, 真阳性率, 成功率,
        胜率, 命中率, 交并比, 平均交并比, 平均精度, 平均精度均值, 通过率, 完成率, 检出率
        """,
    ),
    Group(
        False,
        "plain",
        """
        损失, 损失值, 交叉熵, 负对数似然, 误差, 均方误差, 均方根误差, 平均绝对误差, 绝对误差, 相对误差,
        平均误差, 百分比误差, 残差, 困惑度, 延迟, 时延, 用时, 耗时, 训练时间, 推理时间, 运行时间, 执行时间,
        测试时间, 计算时间, 响应时间, 时长, 显存, 显存占用, 显存消耗, 内存, 内存占用, 内存消耗, 参数量,
        计算量, 能耗, 功耗, 成本, 代价, 开销, 费用, 遗憾, 遗憾值, 词错误率, 字错误率, 词错率, 字错率,
        遗忘率, 遗忘, 碰撞次数, 迭代次数, 错误数, 违规次数
        """,
    ),
    Group(False, "plain", "秒, 毫秒, 时间, 分钟, 小时", "alone"),
    Group(
        False,
        "fraction",
        "错误率, 误差率, 误报率, 漏报率, 误检率, 漏检率, 误判率, 失败率, 碰撞率, 等错误率, 假阳性率, 虚警率",
    ),
    Group(
        True,
        "plain",
        """
        奖励, 累计奖励, 累积奖励, 回报, 累计回报, 收益, 吞吐量, 吞吐率, 吞吐, 帧率, 加速比, 峰值信噪比,
        信噪比, 结构相似性, 结构相似度, 对数似然, 相关系数, 决定系数, 压缩比, 保真度, 一致性系数
        """,
    ),
)

JAPANESE_AND_KOREAN = (
    Group(True, "accuracy", "正解率, 正答率, 精度率, 認識率, 정확도"),
    Group(True, "fraction", "適合率, 再現率, 感度, 成功率, 勝率, f 値, 정밀도, 재현율, 성공률, 승률"),
    Group(
        False,
        "plain",
        """
        損失, 損失値, 誤差, 平均二乗誤差, 平均絶対誤差, 二乗誤差, 残差, 遅延, 実行時間, 推論時間, 学習時間,
        訓練時間, 処理時間, 計算時間, パープレキシティ, メモリ使用量, 消費電力, パラメータ数, 単語誤り率,
        文字誤り率, 交差エントロピー, レイテンシ, 손실, 손실값, 오차, 오류, 평균제곱오차, 지연, 지연시간,
        지연 시간, 실행 시간, 실행시간, 추론 시간, 추론시간, 학습 시간, 학습시간, 훈련 시간, 메모리 사용량,
        혼란도
        """,
    ),
    Group(False, "fraction", "誤り率, 誤分類率, 失敗率, エラー率, 誤検出率, 오류율, 오차율, 실패율"),
    Group(
        True,
        "plain",
        "報酬, 累積報酬, 収益, スループット, 決定係数, 相関係数, 対数尤度, 보상, 누적 보상, 처리량",
    ),
)

EUROPEAN = (
    Group(
        True,
        "accuracy",
        """
        genauigkeit, testgenauigkeit, klassifikationsgenauigkeit, exactitude, exactitud, accuratezza,
        acuracia, acuracias, nauwkeurigheid, taux de bonne classification, taux de classification correcte
        """,
    ),
    Group(
        True,
        "fraction",
        """
        trefferquote, sensitivitat, spezifitat, prazision, erfolgsrate, erfolgsquote, precisao, precisione,
        rappel, sensibilite, specificite, sensibilidad, especificidad, exhaustividad, richiamo,
        sensibilidade, revocacao, taux de reussite, taux de succes, tasa de acierto, tasa de aciertos, tasa
        de exito, taxa de acerto, taxa de sucesso, точность, полнота
        """,
    ),
    Group(
        False,
        "plain",
        """
        fehler, testfehler, trainingsfehler, vorhersagefehler, verlust, testverlust, trainingsverlust,
        validierungsverlust, validierungsfehler, laufzeit, rechenzeit, trainingszeit, trainingsdauer, dauer,
        latenz, speicherverbrauch, speicherbedarf, energieverbrauch, kosten, perplexitat, antwortzeit,
        ausfuhrungszeit, erreur, erreurs, perte, duree, temps d execution, temps d entrainement, temps de
        calcul, temps de reponse, latence, cout, perplexite, perdida, perdidas, perplejidad, latencia,
        costo, coste, duracion, errore, errori, perdita, perplessita, durata, latenza, erro, erros, perda,
        perplexidade, duracao, custo, fout, fouten, verlies, ошибка, ошибки, потери, потеря, задержка,
        функция потерь, перплексия, время обучения, время работы
        """,
    ),
    Group(False, "plain", "zeit, temps, tiempo, tempo, tijd, время, memoire, memoria, speicher", "alone"),
    Group(
        False,
        "fraction",
        """
        fehlerrate, fehlerquote, fehlklassifikationsrate, taux d erreur, taux d erreurs, tasa de error, tasa
        de errores, tasso di errore, taxa de erro, foutpercentage, доля ошибок
        """,
    ),
    Group(
        True,
        "plain",
        """
        durchsatz, belohnung, gesamtbelohnung, ertrag, debit, recompense, recompensa, rendimiento,
        ricompensa, награда, вознаграждение, пропускная способность
        """,
    ),
)

KNOWN = (
    *CLASSIFICATION, *LOSSES, *LANGUAGE_MODELS, *SPEECH, *IMAGES, *DETECTION, *RETRIEVAL, *CALIBRATION,
    *REGRESSION, *STRUCTURE, *LEARNING_IN_SEQUENCE, *TIME_AND_COST, *CONTROL, *CHINESE, *JAPANESE_AND_KOREAN,
    *EUROPEAN,
)  # fmt: skip
"""Every group of known names; of two that hold one name the later counts."""
