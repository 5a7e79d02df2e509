// A map without tiles: our own outlines, points by clock state (shape and colour), H3 cells by shade, gaps hatched,
// and the list beside in step with it. Leaflet draws SVG, so it works on old office machines without WebGL (docs/adr/0003-leaflet.md).
import * as L from "leaflet";
import type { Feature, FeatureCollection, GeoJsonObject, Point } from "geojson";

interface Facts {
  id?: string;
  layer?: "outline" | "point" | "cell" | "gap";
  state?: "green" | "amber" | "red" | "stopped" | "done" | "none";
  kind?: string;
  title?: string;
  url?: string;
  label?: string;
  value?: number;
  /** A landmark: seen, named on hover, never a stop for the keyboard (the list or table beside says the same). */
  still?: boolean;
}

const INK: Record<string, string> = { green: "#0E6B58", amber: "#9A6700", red: "#A4161A", stopped: "#5B6470", done: "#5B6470", none: "#5B6470" };
const SHAPES: Record<string, string> = {
  green: '<circle cx="9" cy="9" r="6" fill="#0E6B58" stroke="#fff" stroke-width="1.5"/>',
  amber: '<circle cx="9" cy="9" r="6.5" fill="#fff" stroke="#9A6700" stroke-width="2"/><path d="M9 2.5a6.5 6.5 0 0 1 0 13z" fill="#9A6700"/>',
  red: '<rect x="2" y="2" width="14" height="14" fill="#A4161A" stroke="#fff" stroke-width="1.5"/>',
  stopped: '<circle cx="9" cy="9" r="7" fill="#fff" stroke="#5B6470"/><path d="M6.5 5v8M11.5 5v8" stroke="#5B6470" stroke-width="2"/>',
  done: '<circle cx="9" cy="9" r="4" fill="#fff" stroke="#5B6470" stroke-width="2"/>',
  none: '<circle cx="9" cy="9" r="6" fill="#fff" stroke="#5B6470" stroke-width="2" stroke-dasharray="3.5 2.5"/>',
  unit: '<path d="M3 16V8l6-5 6 5v8z" fill="#fff" stroke="#22262B" stroke-width="1.6" stroke-linejoin="round"/>',
};

function sign(facts: Facts): L.DivIcon {
  const shape = SHAPES[facts.kind === "unit" ? "unit" : (facts.state ?? "done")];
  return L.divIcon({
    className: "map-point",
    html: `<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">${shape}</svg>`,
    iconSize: [18, 18],
  });
}

function paint(facts: Facts): L.PathOptions {
  if (facts.layer === "cell")
    return { color: "#0E6B58", weight: 0.6, opacity: 0.5, fillColor: "#0E6B58", fillOpacity: 0.06 + 0.6 * Math.min(1, Math.max(0, facts.value ?? 0)) };
  if (facts.layer === "gap") return { color: "#9A6700", weight: 1.2, dashArray: "2 5", fillColor: "url(#map-hatch)", fillOpacity: 1 };
  return { color: facts.state ? INK[facts.state] : "#8b8577", weight: 1.4, fillColor: "#FAF7F2", fillOpacity: 0.85 };
}

/** Text goes in as text, never as HTML: titles come from residents. */
function card(facts: Facts): HTMLElement {
  const box = document.createElement("div");
  const head = document.createElement(facts.url ? "a" : "b");
  if (head instanceof HTMLAnchorElement && facts.url) head.href = facts.url;
  head.textContent = facts.title ?? "";
  box.append(head);
  if (facts.label) box.append(document.createElement("br"), document.createTextNode(facts.label));
  return box;
}

/** The diagonal hatch that gaps of the 15-minute circle are filled with. */
function hatch(): void {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("width", "0");
  svg.setAttribute("height", "0");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML =
    '<defs><pattern id="map-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V8" stroke="#9A6700" stroke-width="1.6" opacity=".6"/></pattern></defs>';
  document.body.append(svg);
}

class Together {
  private readonly marks = new Map<string, Element>();
  constructor(private readonly list: HTMLElement | null) {}

  /** Map and list light the same thing, whichever of them the hand or the keyboard is on. */
  bind(id: string | undefined, element: Element | undefined): void {
    if (!id || !element) return;
    this.marks.set(id, element);
    const row = this.row(id);
    ["mouseenter", "focusin"].forEach((start) => {
      element.addEventListener(start, () => this.light(id, true, true));
      row?.addEventListener(start, () => this.light(id, true));
    });
    ["mouseleave", "focusout"].forEach((stop) => {
      element.addEventListener(stop, () => this.light(id, false));
      row?.addEventListener(stop, () => this.light(id, false));
    });
  }

  private row(id: string): HTMLElement | null {
    return this.list?.querySelector(`[data-feature="${CSS.escape(id)}"]`) ?? null;
  }

  private light(id: string, on: boolean, scroll = false): void {
    const row = this.row(id);
    [row, this.marks.get(id)].forEach((element) => element?.toggleAttribute("data-lit", on));
    if (on && scroll) row?.scrollIntoView({ block: "nearest" });
  }
}

function show(frame: HTMLElement, data: FeatureCollection): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(frame, { zoomSnap: 0.25, scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: !still, attributionControl: !!frame.dataset.mapCredit });
  if (frame.dataset.mapCredit) map.attributionControl.setPrefix(false).addAttribution(frame.dataset.mapCredit);
  const together = new Together(document.getElementById(frame.dataset.mapList ?? ""));
  const order = ["outline", "cell", "gap", "point"];
  const features = [...data.features].sort((a, b) => order.indexOf(layerOf(a)) - order.indexOf(layerOf(b)));
  const all = L.geoJSON({ type: "FeatureCollection", features } as GeoJsonObject, {
    style: (feature) => paint((feature?.properties ?? {}) as Facts),
    pointToLayer: (feature: Feature<Point, Facts>, at) =>
      L.marker(at, { icon: sign(feature.properties), interactive: !feature.properties.still, keyboard: !feature.properties.still, alt: feature.properties.title ?? "", title: feature.properties.title ?? "" }),
    onEachFeature: (feature: Feature, layer) => {
      const facts = (feature.properties ?? {}) as Facts;
      if (facts.title && !facts.still) layer.bindPopup(() => card(facts));
      layer.on("add", () => together.bind(facts.id, (layer as L.Marker | L.Path).getElement()));
    },
  }).addTo(map);
  const bounds = all.getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [16, 16], maxZoom: 17 });
  else map.setView([23.09, 113.23], 12);
  frame.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  frame.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
}

function layerOf(feature: Feature): string {
  return ((feature.properties ?? {}) as Facts).layer ?? (feature.geometry.type === "Point" ? "point" : "outline");
}

async function read(frame: HTMLElement): Promise<FeatureCollection> {
  const inside = document.getElementById(frame.dataset.mapData ?? "");
  if (inside) return JSON.parse(inside.textContent ?? "{}") as FeatureCollection;
  const answer = await fetch(frame.dataset.mapUrl ?? "", { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as FeatureCollection;
}

hatch();
document.querySelectorAll<HTMLElement>("[data-map]").forEach((frame) => {
  read(frame)
    .then((data) => show(frame, data))
    .catch(() => {
      frame.textContent = frame.dataset.mapFailed ?? "地图暂时打不开,旁边的清单是全的。";
    });
});
