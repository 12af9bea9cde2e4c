const SECONDS = 4;

/** Fetches the page again while its part is at work, and swaps that part alone: focus elsewhere stays. */
async function refresh(part) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return part;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-refreshed]");
  if (!fresh || part.contains(document.activeElement)) return part;
  part.replaceWith(fresh);
  return fresh;
}

/** A part marked data-refreshed follows the server while it is also marked data-running. */
export function followRunning() {
  let part = document.querySelector("[data-refreshed]");
  const timer = setInterval(async () => {
    if (!part || !("running" in part.dataset)) {
      clearInterval(timer);
      return;
    }
    try {
      part = await refresh(part);
    } catch {
      // The server did not answer; the next turn asks again.
    }
  }, SECONDS * 1000);
}
