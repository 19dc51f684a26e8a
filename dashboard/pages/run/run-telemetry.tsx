import { useQuery } from "@tanstack/react-query";
import { Component, lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { RunDetail, TelemetrySeries } from "../../app/contract.ts";
import { telemetryQuery } from "../../app/queries.ts";
import { ReadingNote } from "../../parts/notice.tsx";
import { Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { QueryView } from "../../parts/query-view.tsx";

const TelemetryChart = lazy(async () => ({
  default: (await import("./telemetry-chart.tsx")).TelemetryChart,
}));

/** The chart is loaded when first needed: without the gateway only its own place says so. */
class ChartBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : <ProblemPanel error={error} />;
  }
}

/** What the rig's channels did before, during and after the run. */
export function RunTelemetry({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const query = useQuery(telemetryQuery(run.id));
  const what = t("run.telemetry");
  return (
    <Section title={what}>
      <QueryView query={query} what={what}>
        {(all) => {
          const series = telemetryOnly(all, run);
          return series.length === 0 ? (
            <p className="section-body muted">
              {t("run.noTelemetry")}. {t("run.noTelemetryHint")}
            </p>
          ) : (
            <ChartBoundary>
              <Suspense fallback={<ReadingNote what={what} />}>
                <TelemetryChart series={series} run={run} />
              </Suspense>
            </ChartBoundary>
          );
        }}
      </QueryView>
    </Section>
  );
}

/** Without the measurements: each is one value in the table above, a line would invent others. */
function telemetryOnly(
  all: readonly TelemetrySeries[],
  run: RunDetail,
): readonly TelemetrySeries[] {
  const measured = new Set(run.measurements.flatMap(({ id, step }) => [id, step]));
  return all.filter(
    (one) =>
      !measured.has(one.channel) && one.points.some((point) => typeof point.value === "number"),
  );
}
