"""Names of metrics of text, speech, images and what is found in them."""

from dropout_lab.evidence.known_metrics.group import Group

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
        bleu, sacrebleu, codebleu, rouge, rouge #, rouge l, rougel, rougelsum, rouge lsum, meteor, chrf,
        cider, cider d, spice, comet, cometkiwi, xcomet, bertscore, bert score, bleurt, moverscore,
        bartscore, nist score, faithfulness, factuality, answer relevancy, answer relevance, context
        precision, context recall, groundedness, elo, elo rating, sari, rouge l f, rouge lf
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
    Group(True, "plain", "coherence, fluency, helpfulness", "alone"),
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
    Group(False, "plain", "der, ser, tdcf, t dcf, lsd", "alone"),
    Group(False, "fraction", "eer, equal error rate"),
    Group(
        True,
        "plain",
        """
        pesq, stoi, estoi, mos, mean opinion score, cmos, smos, dmos, nmos, utmos, dnsmos, nisqa, visqol,
        sigmos, wvmos, csig, cbak, covl, si sdr, sisdr, si sdri, sisdri, si snr, sisnr, si snri, sisnri,
        sdr, sdri, snr, snri, ssnr, segsnr, signal to noise ratio, peak signal to noise ratio, signal to
        distortion ratio, speaker similarity, srmr
        """,
    ),
)

IMAGES = (
    Group(
        False,
        "plain",
        """
        fid, fids, sfid, cfid, clean fid, frechet inception distance, kid, kernel inception distance, fvd,
        kvd, frechet video distance, frechet distance, frechet, lpips, lpip, dists, niqe, brisque, piqe,
        nme, hd 95, hd #, hausdorff, hausdorff distance, assd, asd, asds, assds, average surface distance,
        abs rel, absrel, sq rel, sqrel, rmse log, silog, chamfer, chamfer distance, cd l 1, cd l 2, emd,
        earth mover distance, earth movers distance, epe, aepe, end point error, endpoint error, mpjpe, pa
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
    Group(
        True,
        "fraction",
        """
        iou, miou, ious, mean iu, m iou, io u, mean iou, giou score, box iou, dice, dsc, dice coefficient,
        dice score, dice similarity coefficient, cldice, surface dice, normalized surface dice, pck, pckh,
        boundary f 1, panoptic quality, pixel acc
        """,
    ),
    Group(True, "fraction", "nsd, pq, rq, sq", "alone"),
)

DETECTION = (
    Group(True, "fraction", "mean average precision, average recall, map #, cmc"),
    Group(
        True,
        "fraction",
        """
        map, maps, ap, ap #, aps, apm, apl, ap s, ap m, ap l, ap r, ap c, ap f, ar, ar #, mar, nds
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
