/** Each button marked data-print opens the print dialog. */
export function startPrintButtons() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }
}
