// Native dialogs: data-opens="id" opens, data-closes and a click beside close; toasts leave by themselves.

export function openDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens ?? "");
      if (dialog instanceof HTMLDialogElement) dialog.showModal();
    }
    if (target.closest("[data-closes]")) target.closest("dialog")?.close();
    if (target instanceof HTMLDialogElement) target.close();
    target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove();
    if (target.closest("[data-print]")) window.print();
    // One open "更多" at a time; a click elsewhere folds it.
    document.querySelectorAll<HTMLDetailsElement>("details.more[open]").forEach((more) => {
      if (!more.contains(target)) more.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const more = (event.target as Element).closest<HTMLDetailsElement>("details.more[open]");
    if (more) {
      more.open = false;
      more.querySelector("summary")?.focus();
    }
  });
  window.setTimeout(
    () => document.querySelectorAll(".toast:not(.toast-bad)[data-toast]").forEach((toast) => toast.remove()),
    8000,
  );
}
