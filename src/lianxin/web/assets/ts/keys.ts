// The desk by keyboard: j k Enter e x / ? on lists marked data-keys="list". Never while someone is typing.

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open]");
}

function rows(): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>('[data-keys="list"] [data-row]'));
}

function current(all: HTMLElement[]): number {
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  return focused >= 0 ? focused : all.findIndex((row) => row.hasAttribute("data-current"));
}

function go(step: number): void {
  const all = rows();
  if (!all.length) return;
  const next = Math.min(all.length - 1, Math.max(0, current(all) + step));
  all.forEach((row) => row.removeAttribute("data-current"));
  const row = all[next];
  row.setAttribute("data-current", "");
  const target = row.querySelector<HTMLElement>("a.row-what, a, button") ?? row;
  target.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function act(key: string): boolean {
  const row = rows()[current(rows())];
  if (key === "j") go(1);
  else if (key === "k") go(-1);
  else if (key === "Enter") {
    if (!row || document.activeElement !== document.body) return false;
    row.querySelector<HTMLElement>("a.row-what")?.click();
  } else if (key === "e") row?.querySelector<HTMLElement>("[data-next], .row-side a, .row-side button")?.click();
  else if (key === "x") row?.querySelector<HTMLElement>("input[type=checkbox]")?.click();
  else if (key === "?") {
    const help = document.getElementById("keys");
    if (help instanceof HTMLDialogElement) help.showModal();
  } else {
    const named = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (!named) return false;
    if (named instanceof HTMLInputElement) named.select();
    else named.click();
  }
  return true;
}

export function walkLists(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (act(event.key)) event.preventDefault();
  });
}
