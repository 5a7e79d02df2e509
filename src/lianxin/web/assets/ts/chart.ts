// A trend whose every point opens the list behind it: by mouse, by touch, and by keyboard (arrows, Enter). The table beside it
// says the same in words. Drawn on a canvas and with plain-text labels, so that no inline style is needed (CSP).
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

interface Point {
  label: string;
  value: number | null;
  said: string;
  url: string;
}
interface Trend {
  kind: "bar" | "line";
  points: Point[];
}

const INK = "#22262B";
const PINE = "#0E6B58";
const QUIET = "#5B6470";

function options(trend: Trend, font: string): Record<string, unknown> {
  return {
    animation: false,
    textStyle: { fontFamily: font, color: INK },
    grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "item",
      renderMode: "richText",
      formatter: (at: { dataIndex: number }) => `${trend.points[at.dataIndex].label}  ${trend.points[at.dataIndex].said}`,
    },
    xAxis: { type: "category", data: trend.points.map((point) => point.label), axisLabel: { color: QUIET, hideOverlap: true }, axisTick: { show: false } },
    yAxis: {
      type: "value",
      min: 0,
      max: trend.kind === "line" ? 100 : undefined,
      minInterval: trend.kind === "line" ? undefined : 1,
      axisLabel: { color: QUIET, formatter: trend.kind === "line" ? "{value} %" : "{value}" },
      splitLine: { lineStyle: { color: "#E4DFD5" } },
    },
    series: [
      {
        type: trend.kind,
        data: trend.points.map((point) => point.value),
        itemStyle: { color: PINE },
        lineStyle: { width: 2 },
        symbol: "circle",
        symbolSize: 9,
        barMaxWidth: 36,
        cursor: "pointer",
      },
    ],
  };
}

/** Arrow keys walk along the points, Enter opens one; what is under the finger is said aloud. */
function byKeyboard(frame: HTMLElement, chart: EChartsType, trend: Trend): void {
  const told = document.getElementById(frame.dataset.chartTold ?? "");
  let at = -1;
  frame.addEventListener("keydown", (event) => {
    const last = trend.points.length - 1;
    const moves: Record<string, number> = { ArrowRight: Math.min(last, at + 1), ArrowLeft: Math.max(0, at - 1), Home: 0, End: last };
    if (event.key === "Enter" && at >= 0 && trend.points[at].url) {
      location.href = trend.points[at].url;
      return;
    }
    if (!(event.key in moves)) return;
    event.preventDefault();
    chart.dispatchAction({ type: "downplay", seriesIndex: 0 });
    at = moves[event.key];
    chart.dispatchAction({ type: "highlight", seriesIndex: 0, dataIndex: at });
    chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: at });
    if (told) told.textContent = `${trend.points[at].label} ${trend.points[at].said}`;
  });
}

document.querySelectorAll<HTMLElement>("[data-chart]").forEach((frame) => {
  const source = document.getElementById(frame.dataset.chart ?? "");
  if (!source) return;
  const trend = JSON.parse(source.textContent ?? "{}") as Trend;
  const chart = init(frame, undefined, { renderer: "canvas" });
  chart.setOption(options(trend, getComputedStyle(document.body).fontFamily));
  chart.on("click", (at) => {
    const url = trend.points[at.dataIndex]?.url;
    if (url) location.href = url;
  });
  byKeyboard(frame, chart, trend);
  new ResizeObserver(() => chart.resize()).observe(frame);
});
