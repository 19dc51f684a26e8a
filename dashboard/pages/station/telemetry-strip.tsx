/** The rig's live channels as thin lines with their latest value. */
import { useTranslation } from "react-i18next";
import type { Trace } from "../../live/traces.ts";
import { useLive, useNow } from "../../live/use-live.ts";
import { formatReading } from "../../parts/number-format.ts";
import { Sparkline } from "../../parts/sparkline.tsx";
import { unitSymbol } from "../../parts/unit-symbol.ts";

const CHANNELS_MAX = 4;

export function TelemetryStrip({ rig }: { rig: string }) {
  const { t } = useTranslation();
  const traces = useLive((state) => state.traces[rig]);
  const now = useNow(1_000);
  const channels = Object.entries(traces ?? {}).slice(0, CHANNELS_MAX);
  return (
    <div className="strip">
      <p className="caption">{t("station.telemetry")}</p>
      {channels.length === 0 ? <p className="muted">{t("station.noTelemetry")}</p> : null}
      {channels.map(([channel, trace]) => (
        <Channel key={channel} name={channel} trace={trace} now={now} />
      ))}
    </div>
  );
}

function Channel({ name, trace, now }: { name: string; trace: Trace; now: number }) {
  const { t } = useTranslation();
  const { value, unit, quality } = trace.latest;
  // The gateway's clock may run before the browser's: the line ends at its newest point then.
  const until = Math.max(now, trace.points.at(-1)?.at ?? 0);
  return (
    <div className="strip-channel">
      <span className="strip-name">{name}</span>
      <Sparkline points={trace.points} until={until} />
      <span className="strip-value num">
        {quality === "good" ? (
          <>
            {typeof value === "number" ? formatReading(value) : String(value)}
            <span className="measurement-unit">{unitSymbol(unit)}</span>
          </>
        ) : (
          <span className="strip-bad">{t(`quality.${quality}`)}</span>
        )}
      </span>
    </div>
  );
}
