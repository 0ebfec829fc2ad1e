// Takes along: links beside the page where it stands in its folder, the sentence, tables, a picture, paper.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const seen = (part) => part.getClientRects().length > 0;

  const folder = decodeURIComponent(location.pathname.split("/").at(-2) || "");
  if (folder === document.body.dataset.folder) {
    for (const link of all("a[data-beside]")) link.href = link.dataset.beside;
    for (const part of all(".beside")) part.hidden = false;
  }

  const title = document.querySelector("title");
  const titles = { en: title.textContent, zh: title.dataset.zh || title.textContent };
  const entitle = () => { document.title = document.documentElement.lang.startsWith("zh") ? titles.zh : titles.en; };
  for (const choice of all('input[name="language"]')) choice.addEventListener("change", entitle);
  entitle();

  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  };
  const status = document.getElementById("status");
  const copied = async (text) => {
    await copy(text);
    status.replaceChildren(document.getElementById("copied").content.cloneNode(true));
    setTimeout(() => status.replaceChildren(), 2500);
  };

  const picture = () => all("main figure svg").find(seen);
  const draw = (svg) => {
    const { width, height } = svg.viewBox.baseVal;
    const drawn = svg.cloneNode(true);
    const [here, there] = [svg, drawn].map((root) => [root, ...all("*", root)]);
    here.forEach((part, place) => {
      if (part.matches("defs > path")) return; // a shape takes the style of its uses
      const { fill, stroke, fontFamily } = getComputedStyle(part);
      Object.assign(there[place].style, { fill, stroke, fontFamily });
    });
    for (const guide of all("[data-at]", drawn)) guide.remove();
    drawn.setAttribute("width", width);
    drawn.setAttribute("height", height);
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width * 3, height * 3];
      const brush = canvas.getContext("2d");
      brush.fillStyle = getComputedStyle(document.body).backgroundColor;
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((bytes) => {
        const link = document.createElement("a");
        link.download = `${document.body.dataset.folder || "dropout-lab"}.png`;
        link.href = URL.createObjectURL(bytes);
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      });
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(drawn));
  };

  const does = {
    sentence: () => {
      const said = all("#answer .word, #answer .sentence").filter(seen).map((part) => part.innerText.trim());
      return copied(said.join(document.documentElement.lang.startsWith("zh") ? "。" : ". "));
    },
    table: (button) => copied(decodeURIComponent(button.parentElement.querySelector("a[download]").href.replace(/^[^,]*,/, ""))),
    picture: () => draw(picture()),
    print: () => print(),
    copy: (button) => copied(button.previousElementSibling.textContent),
  };
  for (const shown of all("pre")) shown.after(document.getElementById("copy").content.cloneNode(true));
  for (const button of all("button[data-does]")) {
    button.hidden = button.dataset.does === "picture" && !document.querySelector("main figure svg");
    button.addEventListener("click", () => does[button.dataset.does](button));
  }

  // What paper does not show is taken out while it prints: hidden drawings would cost minutes on a long page.
  const away = [];
  addEventListener("beforeprint", () => {
    const figures = document.querySelector("#answer figure") ? "#results figure" : "#results figure ~ figure";
    for (const part of all(`main details, #images, #masks, #method, #details, ${figures}`)) {
      const mark = document.createComment("");
      part.replaceWith(mark);
      away.push([mark, part]);
    }
  });
  addEventListener("afterprint", () => { while (away.length) { const [mark, part] = away.pop(); mark.replaceWith(part); } });
})();
