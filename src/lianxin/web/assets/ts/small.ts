// Small kindnesses: copying a link, saying aloud what changed.

/** Says one sentence to a screen reader. */
export function announce(text: string): void {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  window.setTimeout(() => (live.textContent = text), 50);
}

async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // plain http in an office network has no clipboard API
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function copyLinks(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (!button) return;
    void copy(button.dataset.copy || location.href).then(() => {
      const said = button.dataset.copied ?? document.getElementById("live")?.dataset.copied ?? "";
      const label = button.lastChild ?? button; // the word alone: the icon before it stays
      const before = label.textContent;
      label.textContent = said;
      announce(said);
      window.setTimeout(() => (label.textContent = before), 2000);
    });
  });
}
