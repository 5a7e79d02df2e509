// Builds every browser asset into static/built: style sheets and islands by esbuild, the icon sprite from the listed Tabler outlines.
import { context, build } from "esbuild";
import { gzipSync } from "node:zlib";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const assets = dirname(fileURLToPath(import.meta.url));
const out = join(assets, "..", "static", "built");
const tabler = join(assets, "..", "..", "..", "..", "node_modules", "@tabler", "icons", "icons", "outline");

/** One sprite of only the icons listed in icons.txt; a page names them with {% icon "name" %}. */
async function buildIcons() {
  const listed = (await readFile(join(assets, "icons.txt"), "utf8")).split("\n").map((line) => line.trim());
  const symbols = [];
  for (const name of listed.filter((line) => line && !line.startsWith("#"))) {
    const svg = await readFile(join(tabler, `${name}.svg`), "utf8").catch(() => {
      throw new Error(`icons.txt lists "${name}", which is not among the Tabler outlines. Pick a name from ${tabler}.`);
    });
    const paths = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${paths.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`);
  }
  await writeFile(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

const options = {
  entryPoints: {
    app: join(assets, "ts", "app.ts"),
    map: join(assets, "ts", "map.ts"),
    chart: join(assets, "ts", "chart.ts"),
    "app-css": join(assets, "css", "app.css"),
    "map-css": join(assets, "css", "map.css"),
    "chart-css": join(assets, "css", "chart.css"),
    "wall-css": join(assets, "css", "wall.css"),
    "print-css": join(assets, "css", "print.css"),
  },
  entryNames: "[name]",
  outdir: out,
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: "none",
  // Office desktops in 2026 still run browsers of 2020; esbuild writes what they read.
  target: ["chrome80", "edge80", "firefox78", "safari14"],
  loader: { ".png": "dataurl", ".svg": "dataurl" },
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
};

/** esbuild names a style sheet after its entry; pages link app.css, not app-css.css. */
const renameStyles = {
  name: "rename-styles",
  setup(b) {
    b.onEnd(async () => {
      for (const name of ["app", "map", "chart", "wall", "print"]) {
        const from = join(out, `${name}-css.css`);
        const text = await readFile(from, "utf8").catch(() => null);
        if (text === null) continue;
        await writeFile(join(out, `${name}.css`), text);
        await rm(from);
      }
    });
  },
};

/** Prints each file's weight, because residents pay for it. */
async function report() {
  for (const name of (await readdir(out)).sort()) {
    const bytes = await readFile(join(out, name));
    console.log(`${name.padEnd(12)} ${(bytes.length / 1000).toFixed(1).padStart(7)} kB ${(gzipSync(bytes).length / 1000).toFixed(1).padStart(7)} kB gz`);
  }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await buildIcons();
if (process.argv.includes("--watch")) {
  const watching = await context({ ...options, plugins: [renameStyles] });
  await watching.watch();
} else {
  await build({ ...options, plugins: [renameStyles] });
  await report();
}
