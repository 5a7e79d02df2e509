// Islands for every page. Each works on markup the server already sent; without them every page still works.
import htmx from "htmx.org";
import { keepDrafts } from "./drafts";
import { openDialogs } from "./dialogs";
import { walkLists } from "./keys";
import { shrinkPhotos } from "./photos";
import { guardForms, meetFault } from "./forms";
import { markChanges } from "./changes";
import { turnWall } from "./wall";
import { readTree } from "./tree";
import { writePapers } from "./papers";
import { copyLinks, announce } from "./small";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}
window.htmx = htmx;

function token(from: Element | null): string {
  const input =
    from?.closest("form")?.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]") ??
    document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return input?.value ?? /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

document.addEventListener("htmx:configRequest", (event) => {
  const detail = (event as CustomEvent<{ headers: Record<string, string>; elt: Element; verb: string }>).detail;
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = token(detail.elt);
});
document.addEventListener("htmx:sendError", () => announce(document.getElementById("live")?.dataset.offline ?? ""));
// Our answers to a refused form are pages too (422 with the reasons beside the fields), so they are shown.
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean; isError: boolean }>).detail;
  if ([409, 422, 429].includes(detail.xhr.status)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

/** Everything that binds to elements, again after each htmx swap. */
function wake(root: ParentNode): void {
  keepDrafts(root);
  shrinkPhotos(root);
  markChanges(root);
  readTree(root);
  meetFault(root);
}

openDialogs();
walkLists();
guardForms();
copyLinks();
turnWall();
writePapers();
wake(document);
document.addEventListener("htmx:load", (event) => wake((event as CustomEvent<{ elt: Element }>).detail.elt));
