// What someone wrote is kept in this browser until it is received: textareas with data-draft="key", never contact data.

const KEEP_DAYS = 3;
const PREFIX = "draft:";

interface Draft {
  text: string;
  at: number;
}

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null") as Draft | null;
  } catch {
    return null; // storage refused (private window): the page works without drafts
  }
}

function write(key: string, text: string): void {
  try {
    if (text.trim()) localStorage.setItem(PREFIX + key, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(PREFIX + key);
  } catch {
    /* storage refused or full */
  }
}

export function keepDrafts(root: ParentNode): void {
  // A page that received the text says so, and the draft goes.
  root.querySelectorAll<HTMLElement>("[data-draft-done]").forEach((mark) => write(mark.dataset.draftDone ?? "", ""));
  root.querySelectorAll<HTMLTextAreaElement>("textarea[data-draft]").forEach((area) => {
    const key = area.dataset.draft ?? "";
    const kept = read(key);
    if (kept && Date.now() - kept.at > KEEP_DAYS * 86400000) write(key, "");
    else if (kept && !area.value.trim()) {
      area.value = kept.text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    let timer = 0;
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => write(key, area.value), 400);
    });
    area.form?.addEventListener("submit", () => write(key, area.value));
  });
}
