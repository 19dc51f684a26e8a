/** What ECharts is told: a lane per channel, the run's window shaded over all of them. Pure. */
import type { EChartsCoreOption } from "echarts/core";
import type { RunDetail, TelemetrySeries } from "../../app/contract.ts";
import { lineBreaks } from "../../measure/line-breaks.ts";
import { formatReading, formatTick } from "../../measure/number-format.ts";
import { unitSymbol } from "../../measure/unit-symbol.ts";

const LANE_PX = 92;
const GAP_PX = 40;
const TOP_PX = 40;
const FOOT_PX = 34;

export interface ChartInput {
  readonly series: readonly TelemetrySeries[];
  readonly run: Pick<RunDetail, "startedAt" | "finishedAt">;
  /** A colour of the style sheet by the name of its custom property. */
  readonly colour: (name: string) => string;
  readonly formatTime: (at: string | number) => string;
  /** The word on the shaded window. */
  readonly window: string;
}

/** Pixels for `lanes` channels. */
export function chartHeight(lanes: number): number {
  return TOP_PX + lanes * LANE_PX + (lanes - 1) * GAP_PX + FOOT_PX;
}

/** The option object of one chart. */
export function chartOption(input: ChartInput): EChartsCoreOption {
  const { series, colour, formatTime } = input;
  const times = series.flatMap((one) => one.points.map((point) => Date.parse(point.takenAt)));
  const extent = { min: Math.min(...times), max: Math.max(...times) };
  const text = { color: colour("--ink-3"), fontSize: 11, fontFamily: colour("--sans") };
  return {
    animation: false,
    textStyle: text,
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: colour("--line-strong") } },
    tooltip: tooltipOption(input),
    grid: series.map((_, lane) => ({
      outerBoundsMode: "none",
      left: 64,
      right: 24,
      top: TOP_PX + lane * (LANE_PX + GAP_PX),
      height: LANE_PX,
    })),
    xAxis: series.map((_, lane) => ({
      type: "time",
      gridIndex: lane,
      ...extent,
      axisLine: { lineStyle: { color: colour("--line-strong") } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        ...text,
        show: lane === series.length - 1,
        hideOverlap: true,
        formatter: (at: number) => formatTime(at),
      },
    })),
    yAxis: series.map((one, lane) => ({
      type: "value",
      gridIndex: lane,
      scale: true,
      splitNumber: 2,
      name: `${one.channel}  ${unitSymbol(one.unit)}`,
      nameLocation: "end",
      nameGap: 14,
      nameTextStyle: {
        ...text,
        color: colour("--ink"),
        fontSize: 12,
        fontWeight: 600,
        align: "left",
        padding: [0, 0, 0, -56],
      },
      axisLabel: { ...text, formatter: (value: number) => formatTick(value) },
      splitLine: { lineStyle: { color: colour("--line") } },
    })),
    series: series.map((one, lane) => lineOption(one, lane, input)),
  };
}

function tooltipOption({ colour }: ChartInput) {
  return {
    trigger: "axis",
    backgroundColor: colour("--panel"),
    borderColor: colour("--line-strong"),
    textStyle: { color: colour("--ink"), fontSize: 12, fontFamily: colour("--sans") },
    // ECharts' own tooltip markup carries inline styles; as text nodes it needs none.
    renderMode: "richText",
  };
}

function lineOption(one: TelemetrySeries, lane: number, { run, colour, window }: ChartInput) {
  const data = lineData(one);
  const end = run.finishedAt ?? one.points.at(-1)?.takenAt ?? run.startedAt;
  return {
    type: "line",
    name: one.channel,
    xAxisIndex: lane,
    yAxisIndex: lane,
    symbol: "circle",
    // A reading alone between two gaps has no line to be seen by.
    symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) =>
      isAlone(data, dataIndex) ? 4 : 0,
    lineStyle: { width: 1.5, color: colour("--pass") },
    itemStyle: { color: colour("--pass") },
    tooltip: {
      valueFormatter: (value: unknown) =>
        typeof value === "number" ? `${formatReading(value)} ${unitSymbol(one.unit)}` : "–",
    },
    data,
    markArea: {
      silent: true,
      itemStyle: { color: colour("--band-soft"), opacity: 0.6 },
      label: { show: lane === 0, color: colour("--ink-2"), fontSize: 11, position: "top" },
      data: [[{ name: window, xAxis: Date.parse(run.startedAt) }, { xAxis: Date.parse(end) }]],
    },
  };
}

type Datum = readonly [at: number, value: number | null];

/**
 * Points of a line; `null` breaks it: at a reading of bad quality, which was heard but is no value,
 * and in the middle of a time without readings.
 */
function lineData({ points }: TelemetrySeries): readonly Datum[] {
  const times = points.map((point) => Date.parse(point.takenAt));
  const breaks = lineBreaks(times);
  return points.flatMap(({ value, quality }, index): readonly Datum[] => {
    const at = times[index] ?? 0;
    const isValue = typeof value === "number" && quality === "good";
    const datum: Datum = [at, isValue ? value : null];
    return breaks.has(index) ? [[((times[index - 1] ?? at) + at) / 2, null], datum] : [datum];
  });
}

function isAlone(data: readonly Datum[], index: number): boolean {
  const isGap = (at: number) => (data[at]?.[1] ?? null) === null;
  return !isGap(index) && isGap(index - 1) && isGap(index + 1);
}
