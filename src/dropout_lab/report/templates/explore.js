// Any two variants on any metric: the paired t interval and its decision, by the rule of the planned comparisons.
const rule = (() => {
  const place = document.getElementById("explore");
  if (!place) return null;
  const data = JSON.parse(place.dataset.plain);
  const part = (name) => document.getElementById("explore-" + name);
  const [treatment, control, chosen, found, drawn] = ["treatment", "control", "metric", "found", "drawn"].map(part);
  const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  const fill = (text, fields) => text.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  let draws = { better: 0, worse: 0, tie: 0 };

  const differences = (metric, a, b) => {
    const [left, right] = [metric.values[a], metric.values[b]];
    return data.seeds.map((seed, at) => ({ seed, value: left[at] === null || right[at] === null ? null : left[at] - right[at] }))
      .filter((pair) => pair.value !== null);
  };
  const interval = (values, unit, quantiles) => {
    const n = values.length, mean = values.reduce((sum, value) => sum + value, 0) / n;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
    const half = quantiles[n] * Math.max(spread, unit / Math.sqrt(6)) / Math.sqrt(n);
    return { low: mean - half, mean, high: mean + half };
  };
  const decide = (metric, { low, high }, n, lost) => {
    if (n < data.fewest || (lost > 0 && (n + lost < 20 || lost > 0.05 * (n + lost)))) return "inconclusive";
    if (metric.margin !== null && -metric.margin < low && high < metric.margin) return "equivalent";
    if (low > 0) return metric.higher ? "better" : "worse";
    if (high < 0) return metric.higher ? "worse" : "better";
    return "inconclusive";
  };
  // What is found of variants a and b: pairs, ends of the interval, outcome; null under two pairs.
  const compared = (metric, a, b, quantiles) => {
    const values = differences(metric, a, b).map((pair) => pair.value), n = values.length;
    if (n < 2) return null;
    const lost = new Set([...data.broken[a], ...data.broken[b]]).size;
    const reach = interval(values, Math.max(metric.resolution[a], metric.resolution[b]), quantiles);
    // As everywhere on the page: no interval from so few pairs, and none of this kind while runs are to come.
    if (n < data.fewest || data.coming[a] || data.coming[b]) Object.assign(reach, { low: -Infinity, high: Infinity });
    const slightly = metric.margin !== null && Math.min(Math.abs(reach.low), Math.abs(reach.high)) < metric.margin;
    return { outcome: decide(metric, reach, n, lost), slightly, n, ...reach };
  };
  const rounded = (metric, value, decimals) => {
    const text = (value * metric.factor).toFixed(decimals);
    return Number(text) === 0 ? text.replace("-", "") : text;
  };
  const touched = (metric, value, edges, decimals) => edges.find((edge) => {
    const text = Number(rounded(metric, value, decimals)), line = Number((edge * metric.factor).toFixed(8));
    return Math.sign(text - line) !== Math.sign(value - edge);
  });
  // Equal decimals at both ends, one more where an end would seem to touch zero or the margin; below that, in words.
  const ends = (metric, values, edges, speak) => {
    const free = (decimals) => values.every((value) => touched(metric, value, edges, decimals) === undefined);
    const decimals = !free(metric.decimals) && free(metric.decimals + 1) ? metric.decimals + 1 : metric.decimals;
    const texts = values.map((value) => {
      const edge = touched(metric, value, edges, decimals);
      if (edge === undefined) return rounded(metric, value, decimals);
      return fill(place.dataset[(value > edge ? "above" : "below") + "_" + speak], { edge: Number((edge * metric.factor).toFixed(8)) });
    });
    return { decimals, texts };
  };
  const signed = (text) => (text.startsWith("-") || Number(text) === 0 ? text : "+" + text);
  // The word of what was found: slightly, where the interval reaches into the margin.
  const badge = ({ outcome, slightly }, speak) => {
    const { key, icon, word } = data.outcomes[outcome], shown = document.createElement("span");
    shown.className = "badge " + key;
    shown.textContent = icon + " " + ((slightly && data.slightly[outcome]) || word)[speak];
    return shown;
  };

  // A number with its unit, and an interval in its brackets, are each kept on one line.
  const unbroken = (text) => {
    const shown = document.createDocumentFragment(), [number, interval, rest] = text.split(/([（(][^()（）]*[)）])/);
    for (const part of [number, interval]) {
      const whole = document.createElement("span");
      whole.className = "whole";
      whole.textContent = part || "";
      shown.append(whole);
    }
    shown.append(rest || "");
    return shown;
  };

  // The text "said" of an element, or "alone" where nothing bounds the difference.
  const spoken = (metric, found, from, speak) => {
    const bounded = Number.isFinite(found.high), text = from.dataset[(bounded ? "said_" : "alone_") + speak];
    const edges = metric.margin === null ? [0] : [0, metric.margin, -metric.margin];
    const { decimals, texts: [low, high] } = bounded ? ends(metric, [found.low, found.high], edges, speak) : { decimals: metric.decimals, texts: [] };
    const mean = signed(rounded(metric, found.mean, decimals));
    return unbroken(fill(text, { mean, low, high, n: found.n, unit: metric.unit[speak] }));
  };

  // What the plan decides of the chosen two on the chosen metric, whichever stands first; empty where it has none.
  const planned = () => {
    const [a, b, m] = [treatment.selectedIndex, control.selectedIndex, chosen.selectedIndex];
    const found = data.planned.find(({ sides: [x, y, metric] }) => metric === m && ((x === a && y === b) || (x === b && y === a)));
    part("planned").textContent = found ? found.said[language()] : "";
    part("unplanned").hidden = Boolean(found);
  };
  const show = () => {
    planned();
    const [a, b, metric, speak] = [treatment.selectedIndex, control.selectedIndex, data.metrics[chosen.selectedIndex], language()];
    const shown = a === b ? null : compared(metric, a, b, data.t);
    draws = { better: 0, worse: 0, tie: 0 };
    drawn.textContent = "";
    part("draw").disabled = a === b || differences(metric, a, b).length === 0;
    found.replaceChildren();
    for (const name of Object.keys(found.dataset)) delete found.dataset[name];
    if (!shown) {
      found.textContent = place.dataset[(a === b ? "same" : "few") + "_" + speak];
      return;
    }
    Object.assign(found.dataset, shown);
    found.append(badge(shown, speak), " ", spoken(metric, shown, place, speak));
  };
  const draw = () => {
    const metric = data.metrics[chosen.selectedIndex], speak = language();
    const pairs = differences(metric, treatment.selectedIndex, control.selectedIndex);
    const { seed, value } = pairs[Math.floor(Math.random() * pairs.length)];
    const said = value === 0 ? "tie" : value > 0 === metric.higher ? "better" : "worse";
    draws[said] += 1;
    const word = said === "tie" ? place.dataset["tie_" + speak] : data.outcomes[said].word[speak];
    const difference = signed(rounded(metric, value, metric.decimals)) + metric.unit[speak];
    drawn.textContent = fill(place.dataset["drawn_" + speak], { seed, difference, word, ...draws });
  };
  const name = () => {
    for (const [select, options] of [[treatment, data.variants], [control, data.variants], [chosen, data.metrics]]) {
      const at = Math.max(0, select.selectedIndex);
      select.replaceChildren(...options.map(({ label }) => new Option(label[language()])));
      select.selectedIndex = at;
    }
  };

  name();
  treatment.selectedIndex = 1;
  show();
  for (const select of [treatment, control, chosen]) select.addEventListener("change", show);
  for (const input of document.querySelectorAll('input[name="language"]')) input.addEventListener("change", () => { name(); show(); });
  part("draw").addEventListener("click", draw);
  place.hidden = false;
  return { metrics: data.metrics, variants: data.variants, language, fill, compared, spoken, badge };
})();
