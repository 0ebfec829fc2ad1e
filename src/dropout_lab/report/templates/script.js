"use strict";
// The page reads without this. It adds: the language that its address (?language=zh), the reader's last choice or the
// browser names, remembered switches, sorting, picking variants.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const remembered = {
    get: (key) => { try { return localStorage.getItem("dropout-lab-" + key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem("dropout-lab-" + key, value); } catch { /* private mode */ } },
  };
  const speak = (language) => { document.documentElement.lang = language === "zh" ? "zh-CN" : "en"; };
  const asked = new URLSearchParams(location.search);
  for (const name of ["language", "theme"]) {
    const browser = name === "language" && navigator.language.startsWith("zh") ? "zh" : null;
    const input = document.getElementById(name + "-" + (asked.get(name) || remembered.get(name) || browser));
    if (input) input.checked = true;
    for (const choice of all(`input[name="${name}"]`)) {
      choice.addEventListener("change", () => {
        remembered.set(name, choice.value);
        if (name === "language") speak(choice.value);
      });
    }
  }
  speak(document.querySelector('input[name="language"]:checked').value);

  const value = (row, place) => row.cells[place].dataset.value;
  const compare = (a, b) => {
    const [x, y] = [parseFloat(a), parseFloat(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y) ? a.localeCompare(b) : Number.isNaN(x) - Number.isNaN(y);
    return x - y;
  };
  for (const table of all("table.sortable")) {
    all("thead th", table).forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => (up ? 1 : -1) * compare(value(a, place), value(b, place)));
        table.tBodies[0].append(...rows);
      });
    });
  }

  const picker = document.getElementById("variants");
  if (picker) {
    picker.hidden = false;
    picker.addEventListener("change", () => {
      const shown = new Set(all("input:checked", picker).map((input) => input.value));
      for (const part of all("[data-variant]")) part.classList.toggle("off", !shown.has(part.dataset.variant));
    });
  }

  addEventListener("beforeprint", () => { for (const folded of all("details")) folded.open = true; });
})();
