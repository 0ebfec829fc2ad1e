"""Names of metrics in other languages than English, without accents."""

from dropout_lab.evidence.known_metrics.group import Group

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
