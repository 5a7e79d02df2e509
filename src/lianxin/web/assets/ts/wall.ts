// The wall screen turns its pages by itself and asks the server for fresh ones; if the server is away it keeps showing what it has.

const REFRESH_MINUTES = 5;

export function turnWall(): void {
  const wall = document.querySelector<HTMLElement>("[data-wall]");
  if (!wall) return;
  const pages = Array.from(wall.querySelectorAll<HTMLElement>(".wall-page"));
  const dots = wall.querySelector<HTMLElement>("[data-wall-dots]");
  pages.forEach(() => dots?.append(document.createElement("i")));
  let at = Math.max(0, pages.findIndex((page) => page.hasAttribute("data-on")));
  const turn = (to: number): void => {
    at = to % Math.max(1, pages.length);
    pages.forEach((page, index) => page.toggleAttribute("data-on", index === at));
    Array.from(dots?.children ?? []).forEach((dot, index) => dot.toggleAttribute("data-on", index === at));
  };
  turn(at);
  window.setInterval(() => turn(at + 1), Number(wall.dataset.wall || 20) * 1000);

  const clock = wall.querySelector<HTMLElement>("[data-clock]");
  const tell = (): void => {
    if (clock)
      clock.textContent = new Intl.DateTimeFormat(document.documentElement.lang, {
        month: "long", day: "numeric", weekday: "long", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai",
      }).format(new Date());
  };
  tell();
  window.setInterval(tell, 10000);
  window.setInterval(() => {
    void fetch(location.href, { method: "HEAD" }).then((answer) => answer.ok && location.reload()).catch(() => undefined);
  }, REFRESH_MINUTES * 60000);
}
