/** Each button marked data-copy puts the text of the field it names on the clipboard and says so. */
export function startCopyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(field.value);
      document.getElementById(button.dataset.says).textContent = button.dataset.copied;
    });
  }
}
