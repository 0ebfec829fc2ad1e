// A slider over the values of a sweep: where each net stands there, and how far from the control, by the same rule.
(() => {
  const place = document.getElementById("slide");
  if (!place || !rule) return;
  const data = JSON.parse(place.dataset.plain), metric = rule.metrics[data.metric];
  const [range, value, found] = ["range", "value", "found"].map((name) => document.getElementById("slide-" + name));

  const entry = (line, at) => {
    const shown = document.createElement("li"), name = document.createElement("strong"), speak = rule.language();
    const { variant, planned } = line.points[at];
    name.textContent = (line.label || rule.variants[variant].label)[speak];
    shown.append(name, " ", data.levels[variant][speak]);
    const difference = variant === data.control ? null : rule.compared(metric, variant, data.control, data.t[planned ? "joint" : "plain"]);
    Object.assign(shown.dataset, { variant, ...difference });
    if (difference) {
      const told = document.createElement("span");
      told.append(rule.badge(difference, speak), " ", rule.spoken(metric, difference, place, speak));
      shown.append(" ", told);
    }
    return shown;
  };
  const show = () => {
    const at = Number(range.value);
    value.textContent = data.values[at];
    range.setAttribute("aria-valuetext", rule.fill(place.dataset["at_" + rule.language()], { value: data.values[at] }));
    found.replaceChildren(...data.lines.filter((line) => line.points[at]).map((line) => entry(line, at)));
    for (const guide of document.querySelectorAll("[data-at]")) {
      guide.setAttribute("visibility", Number(guide.dataset.at) === at ? "visible" : "hidden");
    }
  };

  range.addEventListener("input", show);
  for (const input of document.querySelectorAll('input[name="language"]')) input.addEventListener("change", show);
  show();
  place.hidden = false;
})();
