// The server keeps what is typed; this only presses "save for later" in the background.
const PAUSE = 3000;

function start(form) {
  const status = form.querySelector("[data-saved-words]");
  const text = form.querySelector("textarea");
  if (!status || !text) return;
  let timer = 0, saved = text.value, running = null;

  async function save() {
    const value = text.value;
    if (!value.trim() || value === saved) return;
    const body = new URLSearchParams(new FormData(form));
    body.set("act", "later");
    running = new AbortController();
    try {
      const answer = await fetch(location.href, {
        method: "POST", body, headers: { "X-Portal-Autosave": "1" }, redirect: "manual", signal: running.signal,
      });
      if (answer.status !== 204) throw new Error(String(answer.status));
      saved = value;
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      status.textContent = status.dataset.saved.replace("{time}", time);
      form.dispatchEvent(new CustomEvent("saved"));
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = status.dataset.failed;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  // The button itself saves; a saving under way must not come after it.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    running?.abort();
  });
}

/** Forms marked data-autosave are saved on the server while one writes. */
export function startAutosave() {
  document.querySelectorAll("form[data-autosave]").forEach(start);
}
