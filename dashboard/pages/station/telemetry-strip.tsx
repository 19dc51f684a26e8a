/** The rig's live channels as thin lines with their latest value. */
import { useTranslation } from "react-i18next";
import type { RigView } from "../../app/contract.ts";
import { TRACE_WINDOW_MS, type Trace } from "../../live/traces.ts";
import { useLive, useNow } from "../../live/use-live.ts";
import { formatReading } from "../../measure/number-format.ts";
import { unitSymbol } from "../../measure/unit-symbol.ts";
import { Sparkline } from "../../parts/sparkline.tsx";

const CHANNELS_MAX = 4;
/** So that the first points of a page just opened are a line and no scribble. */
const SPAN_MIN_MS = 10_000;

interface Span {
  readonly until: number;
  readonly spanMs: number;
}

interface TelemetryStripProps {
  readonly rig: RigView;
  /** Ids and steps of measurements: they have their own bars and are no telemetry. */
  readonly measured: ReadonlySet<string>;
  /** Of the panel; what belongs to another slot is not shown in it. */
  readonly slot: string | undefined;
}

/** At most four channels; says so where the rig has none. */
export function TelemetryStrip({ rig, measured, slot }: TelemetryStripProps) {
  const { t } = useTranslation();
  const traces = useLive((state) => state.traces[rig.name]);
  const isHeard = rig.link === "connected";
  const now = useNow(1_000);
  const channels = Object.entries(traces ?? {})
    .filter(([, { latest }]) => !measured.has(latest.channel) && isOfSlot(latest.slot, slot))
    .slice(0, CHANNELS_MAX);
  const span = spanOf(
    channels.map(([, trace]) => trace),
    now,
  );
  return (
    <div className="strip">
      <p className="strip-head">
        <span className="caption">{t("station.telemetry")}</span>
        {channels.length === 0 ? null : (
          <span className="muted num">
            {t("station.telemetrySpan", { span: `${span.spanMs / 1_000} s` })}
          </span>
        )}
      </p>
      {channels.length === 0 ? (
        <p className="muted">{t(isHeard ? "station.noTelemetry" : "station.notHeard")}</p>
      ) : null}
      {channels.map(([key, trace]) => (
        <Channel key={key} name={nameOf(trace, slot)} trace={trace} span={span} isHeard={isHeard} />
      ))}
    </div>
  );
}

/** What has no slot is of the whole fixture; a panel without slot shows all there is. */
function isOfSlot(own: string | undefined, shown: string | undefined): boolean {
  return own === undefined || shown === undefined || own === shown;
}

function nameOf({ latest }: Trace, shown: string | undefined): string {
  const { channel, slot } = latest;
  return slot === undefined || shown !== undefined ? channel : `${channel} · ${slot}`;
}

/** All lines of a rig share one time axis, in steps of ten seconds so that it moves calmly. */
function spanOf(traces: readonly Trace[], now: number): Span {
  // The gateway's clock may run before the browser's: the lines end at their newest point then.
  const until = Math.max(now, ...traces.map((trace) => trace.points.at(-1)?.at ?? 0));
  const first = Math.min(until, ...traces.map((trace) => trace.points[0]?.at ?? until));
  const heardMs = Math.ceil((until - first) / 10_000) * 10_000;
  return { until, spanMs: Math.min(TRACE_WINDOW_MS, Math.max(SPAN_MIN_MS, heardMs)) };
}

interface ChannelProps {
  readonly name: string;
  readonly trace: Trace;
  readonly span: Span;
  /** False where the rig is not heard now: its latest reading is of the past. */
  readonly isHeard: boolean;
}

function Channel({ name, trace, span, isHeard }: ChannelProps) {
  const { t } = useTranslation();
  const { value, unit, quality } = trace.latest;
  return (
    <div className="strip-channel">
      <span className="strip-name" title={name}>
        {name}
      </span>
      <Sparkline points={trace.points} {...span} />
      <span className="strip-value num">
        {quality === "good" ? (
          <>
            {typeof value === "number" ? formatReading(value) : String(value)}
            <span className="measurement-unit">{unitSymbol(unit)}</span>
            {isHeard ? null : <span className="strip-bad"> {t("quality.stale")}</span>}
          </>
        ) : (
          <span className="strip-bad">{t(`quality.${quality}`)}</span>
        )}
      </span>
    </div>
  );
}
