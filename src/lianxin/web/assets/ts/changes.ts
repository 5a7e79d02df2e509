// "Changed since you looked": a page names its thing and version (data-seen="matter:12" data-version="9"); lists name it too.
// What this browser saw is kept here alone; nobody counts who looked at what.

const KEY = "seen";
const LIMIT = 400;

function load(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

export function markChanges(root: ParentNode): void {
  const seen = load();
  const marks = root.querySelectorAll<HTMLElement>("[data-seen-knot]");
  root.querySelectorAll<HTMLElement>("[data-seen]").forEach((page) => {
    const name = page.dataset.seen ?? "";
    const before = Number(seen[name] ?? NaN);
    marks.forEach((knot) => {
      if (Number(knot.dataset.seenKnot) > before) knot.classList.add("knot-new");
    });
    delete seen[name]; // re-inserted last, so that the oldest fall off first
    seen[name] = page.dataset.version ?? "";
  });
  root.querySelectorAll<HTMLElement>("[data-seen-row]").forEach((row) => {
    const was = seen[row.dataset.seenRow ?? ""];
    if (was !== undefined && was !== row.dataset.version) row.querySelector("[data-changed]")?.removeAttribute("hidden");
  });
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(Object.entries(seen).slice(-LIMIT))));
  } catch {
    /* storage refused: no marks, no harm */
  }
}
