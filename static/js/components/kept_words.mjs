// What the server could not take (no connection, an error page) stays on this device until it can.
function start(form) {
  const text = form.querySelector("textarea");
  const found = form.querySelector("[data-found-words]");
  if (!text || !found) return;
  const place = `words:${location.pathname}${location.search}`;
  const forget = () => localStorage.removeItem(place);
  const kept = localStorage.getItem(place);

  if (kept && kept !== text.value) {
    found.hidden = false;
    found.querySelector("[data-take-words]").addEventListener("click", () => {
      text.value = kept;
      found.hidden = true;
      text.focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    found.querySelector("[data-drop-words]").addEventListener("click", () => {
      forget();
      found.hidden = true;
      text.focus();
    });
  }
  text.addEventListener("input", () => {
    if (text.value.trim()) localStorage.setItem(place, text.value);
    else forget();
  });
  form.addEventListener("saved", forget);
}

/** On a page that is not the form again, what was sent from it has arrived. */
function forgetSent() {
  const sent = sessionStorage.getItem("words-sent");
  if (!sent || document.querySelector("form[data-keeps-words]")) return;
  sessionStorage.removeItem("words-sent");
  if (document.querySelector(".notice--success")) localStorage.removeItem(sent);
}

/** Forms marked data-keeps-words keep their text on this device until the server has it. */
export function startKeptWords() {
  try {
    forgetSent();
    for (const form of document.querySelectorAll("form[data-keeps-words]")) {
      start(form);
      form.addEventListener("submit", () =>
        sessionStorage.setItem("words-sent", `words:${location.pathname}${location.search}`));
    }
  } catch {
    // A browser that keeps nothing still has the server.
  }
}
