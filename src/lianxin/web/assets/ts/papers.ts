// The editor of papers: "/" looks for a number, pressing one puts its citation where the writer was.

function area(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>("[data-paper-text]");
}

export function writePapers(): void {
  document.addEventListener("keydown", (event) => {
    const text = area();
    if (event.key !== "/" || event.isComposing || event.target !== text) return;
    const find = document.querySelector<HTMLInputElement>("[data-paper-find]");
    if (!find) return;
    event.preventDefault();
    find.focus();
    find.select();
  });
  document.addEventListener("click", (event) => {
    const said = (event.target as HTMLElement).closest<HTMLElement>("[data-insert]")?.dataset.insert;
    const text = area();
    if (!said || !text) return;
    text.setRangeText(said, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
