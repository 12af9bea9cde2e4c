const WIDE = "(min-width: 60em)";

/** On a wide screen the table of contents beside the text is unfolded; a chosen fold is respected. */
export function openOutlines() {
  if (!matchMedia(WIDE).matches) return;
  for (const details of document.querySelectorAll("[data-outline]")) details.open = true;
}
