// Hover or focus on a wish reads it in the line under the tree (data-tree-read), so that nothing depends on a tooltip.

export function readTree(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>("[data-tree]").forEach((frame) => {
    const line = frame.querySelector<HTMLElement>("[data-tree-read]");
    if (!line || frame.dataset.awake) return;
    frame.dataset.awake = "1";
    const rest = line.textContent ?? "";
    const read = (event: Event): void => {
      const wish = (event.target as Element).closest(".wish-tree a");
      line.textContent = wish?.querySelector("title")?.textContent ?? rest;
    };
    frame.addEventListener("pointerover", read);
    frame.addEventListener("focusin", read);
  });
}
