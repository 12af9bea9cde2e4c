// A character is what the server counts: a code point, and a line break is one of them.
const length = (text) => Array.from(text).length;

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** As portal.web.filters.countformat writes it. */
function words(number) {
  return document.documentElement.lang === "en" ? number.toLocaleString("en") : String(number);
}

function show(textarea, note) {
  const limit = Number(note.dataset.limit);
  const count = length(textarea.value);
  const over = count - limit;
  note.textContent = fill(over > 0 ? note.dataset.textOver : note.dataset.text, {
    count: words(count),
    limit: words(limit),
    over: words(over),
  });
  note.classList.toggle("field__count--over", over > 0);
}

/** Below each counted text stands how long it is; nothing is ever cut off. */
export function startTextCounts() {
  for (const textarea of document.querySelectorAll("[data-text-count]")) {
    const note = document.getElementById(textarea.dataset.textCount);
    if (!note) continue;
    textarea.addEventListener("input", () => show(textarea, note));
    show(textarea, note);
  }
}
