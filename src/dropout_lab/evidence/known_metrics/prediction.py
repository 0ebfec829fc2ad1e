"""Names of metrics of predictions: classes, probabilities, numbers, ranks, structures."""

from dropout_lab.evidence.known_metrics.group import Group

CLASSIFICATION = (
    Group(
        True,
        "accuracy",
        """
        acc, accuracy, accuracies, accu, acc norm, acc norm normalized, top # acc, top # accuracy, acc top
        #, accuracy top #, overall accuracy, correct rate, percent correct, pct correct, fraction correct
        """,
    ),
    Group(True, "accuracy", "top #, oa, rank 1, rank 5, bacc", "alone"),
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
        acceptance rate, false rejection rate, miss rate, balanced error rate, acer, half total error rate,
        hter, apcer, bpcer
        """,
    ),
    Group(False, "fraction", "far, frr", "alone"),
    Group(True, "plain", "correct, num correct, n correct, is correct, number correct", "alone"),
    Group(False, "plain", "incorrect, num incorrect, n incorrect, n wrong, num wrong", "alone"),
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
        1, macrof 1, microf 1, weightedf 1, prec, tar at far, tar at fmr, gauc, bedroc, precision, average
        precision, recall, sensitivity, specificity, tpr, tnr, ppv, npv, true positive rate, true negative
        rate, positive predictive value, negative predictive value, auc, auroc, rocauc, auc roc, roc auc,
        area under curve, area under the curve, area under the roc curve, auprc, aupr, auc pr, pr auc,
        prauc, prc auc, jaccard, jaccard index, jaccard score, uar, youden, oscr, g mean, gmean
        """,
    ),
    Group(True, "fraction", "roc, rec, auc #, minp, p at #, r at #, p at k, r at k", "alone"),
    Group(
        True,
        "plain",
        """
        mcc, matthews, matthews corrcoef, matthews correlation coefficient, kappa, cohen kappa, cohens
        kappa, quadratic weighted kappa, qwk, interrater agreement, inter rater agreement, inter annotator
        agreement, human agreement, informedness, ks statistic, average rank correlation
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
    Group(False, "plain", "ce, objective loss, mdl, distortion", "alone"),
    Group(
        True,
        "plain",
        """
        log likelihood, loglikelihood, loglik, log lik, marginal likelihood, log marginal likelihood, elbo,
        evidence lower bound, elpd, iwae, log evidence
        """,
    ),
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
        relative l 2, rel l 2 error, l 2 re, l 2 rel, l 2 relative, owa, variogram score, dtw, dynamic time
        warping, ibs, integrated brier score
        """,
    ),
    Group(
        True,
        "plain",
        """
        r 2, r 2 score, r squared, r sq, rsq, rsquared, r square, adj r 2, adjusted r 2, enrichment factor,
        effective sample size, ess, explained variance, explained variance score, variance explained, q 2,
        nse, nash sutcliffe, kge, pearson, pearsonr, pearson r, spearman, spearmanr, spearman r, spearman
        rho, kendall, kendalltau, kendall tau, pearson correlation, pearson correlation coefficient,
        spearman correlation, kendall correlation, rank correlation, pearson corr, spearman corr, corr coef,
        corrcoef, ccc, pcc, plcc, srcc, krcc, plcc srcc, c index, cindex, concordance, concordance index,
        index of agreement, skill score
        """,
    ),
    Group(
        True,
        "plain",
        """
        corr, correlation, correlation coefficient, agreement, likelihood, purity, ic, rank ic, icir, c
        statistic
        """,
        "alone",
    ),
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

RETRIEVAL = (
    Group(
        True,
        "fraction",
        """
        mrr, mean reciprocal rank, reciprocal rank, ndcg, hit at #, hits at #, hit at k, hits at k, hit
        rate, hitrate, hit ratio, hit #, hits #, hr at #, hr at k, map at k
        """,
    ),
    Group(False, "plain", "mean rank, median rank, average rank, avg rank", "alone"),
    Group(False, "plain", "medr, mnr", "alone"),
)

STRUCTURE = (  # clusters, proteins, molecules
    Group(
        True,
        "plain",
        """
        ari, adjusted rand, adjusted rand index, rand index, nmi, ami, adjusted mutual info, normalized
        mutual info, normalized mutual information, v measure, silhouette, silhouette score, calinski
        harabasz, homogeneity, completeness score, modularity, tm score, tmscore, lddt, plddt, gdt, gdt ts,
        gdt ha, dockq, qed
        """,
    ),
    Group(False, "plain", "davies bouldin, davies bouldin index, davies bouldin score"),
    Group(True, "fraction", "validity, uniqueness", "alone"),
)
