// While a replacement is written, the server's own comparison is fetched and shown.
const PAUSE = 900;

function start(form) {
  const place = form.querySelector("[data-difference]");
  if (!place) return;
  let timer = 0, asked = 0;

  async function show() {
    const body = new URLSearchParams(new FormData(form));
    if (body.get("kind") !== "replacement" || !body.get("body").trim()) return place.replaceChildren();
    body.set("act", "preview");
    const turn = ++asked;
    const answer = await fetch(location.href, { method: "POST", body }).catch(() => null);
    if (!answer?.ok || turn !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const made = page.querySelector("[data-difference]");
    if (made && turn === asked) place.replaceChildren(...made.childNodes);
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
}

/** Forms marked data-compares show what a replacement changes. */
export function startDifferences() {
  document.querySelectorAll("form[data-compares]").forEach(start);
}
