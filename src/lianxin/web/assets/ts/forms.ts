// A form goes once: after submit its buttons rest until an answer comes.
// A button is not `disabled` before the browser has read its name and value, so that happens a moment later.

export function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented || form.target === "_blank" || form.method === "dialog") return;
    const ajax = form.hasAttribute("hx-post") || form.hasAttribute("hx-get");
    if (form.method === "get" && !ajax) return;
    const pressed = (event as SubmitEvent).submitter;
    if (!ajax) form.dataset.sent = "1";
    window.setTimeout(() => {
      pressed?.setAttribute("aria-busy", "true");
      form.querySelectorAll("button").forEach((button) => (button.disabled = true));
    }, 0);
  });
  const wake = (form: HTMLFormElement): void => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = (event.target as Element).closest("form");
    if (form) wake(form);
  });
  // Coming back by the browser's back button finds the form ready again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach(wake);
  });
}

/** Where a form was refused, hand and ear begin at the first thing to put right: on a phone it may lie far below the
 *  fold, and a word that is there when a page opens is read by no screen reader. */
export function meetFault(root: ParentNode): void {
  const busy = document.activeElement !== null && document.activeElement !== document.body;
  if (busy && !(root instanceof Document)) return; // a part that comes anew takes nobody away from where he types
  const main = root instanceof Document ? root.querySelector("main") : root;
  const wrong = main?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? main?.querySelector<HTMLElement>('.notice-bad[role="alert"]');
  if (!wrong) return;
  for (let at: Element | null = wrong; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
  if (!wrong.matches("input, select, textarea, button")) wrong.tabIndex = -1;
  wrong.focus();
}
