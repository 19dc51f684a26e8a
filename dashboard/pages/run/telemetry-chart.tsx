/** The channels of a run, one lane each on a common time axis. Loads ECharts; opened lazily. */
import { useComputedColorScheme } from "@mantine/core";
import { LineChart } from "echarts/charts";
import {
  AxisPointerComponent,
  GridComponent,
  MarkAreaComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RunDetail, TelemetrySeries } from "../../app/contract.ts";
import { useTimeFormat } from "../../parts/use-time.ts";
import { chartHeight, chartOption } from "./chart-option.ts";

use([
  LineChart,
  GridComponent,
  TooltipComponent,
  AxisPointerComponent,
  MarkAreaComponent,
  CanvasRenderer,
]);

interface TelemetryChartProps {
  readonly series: readonly TelemetrySeries[];
  readonly run: RunDetail;
}

/** Draws again when data or colours change; the text beside it says the same to screen readers. */
export function TelemetryChart({ series, run }: TelemetryChartProps) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  const formatTime = useTimeFormat("time");
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the style sheet
  useEffect(() => {
    if (place.current === null) return;
    const chart = init(place.current);
    const styles = getComputedStyle(document.documentElement);
    const colour = (name: string) => styles.getPropertyValue(name).trim();
    chart.setOption(chartOption({ series, run, colour, formatTime, window: t("run.window") }));
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(place.current);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [series, run, scheme, formatTime]);
  const names = series.map((one) => one.channel).join(", ");
  return (
    <div
      ref={place}
      className="telemetry-chart"
      role="img"
      aria-label={`${t("run.telemetry")}: ${names}`}
      style={{ height: chartHeight(series.length) }}
    />
  );
}
