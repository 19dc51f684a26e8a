/** One station, all day: shift start, scan, run, verdict, what to do next, with a scanner alone. */
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { apiAddress } from "../../../app/api.ts";
import type { StationDetail } from "../../../app/contract.ts";
import { useLive, useLostSince } from "../../../live/use-live.ts";
import { QueryView } from "../../../parts/query-view.tsx";
import { DowntimePanel } from "../downtime/downtime-panel.tsx";
import { HandOverList } from "../hand-over/hand-over-list.tsx";
import { RigPanels } from "../rig-panel.tsx";
import { LostLock } from "../slots/lost-lock.tsx";
import { SlotGrid } from "../slots/slot-grid.tsx";
import { ScanField } from "./flow/scan-field.tsx";
import { type Flow, useFlow } from "./flow/use-flow.ts";
import { ShiftStart } from "./shift/shift-start.tsx";
import { WhoTests } from "./shift/who-tests.tsx";
import { InView } from "./stage/in-view.tsx";
import { SlotBanners } from "./stage/slot-banners.tsx";
import { Stage } from "./stage/stage.tsx";
import { momentOf, type StageKind, stageOf } from "./stage/stage-state.ts";
import { useStation } from "./station-query.ts";
import { toneOf, useTones } from "./tone/use-tones.ts";
import "../station.css";
import "./scan.css";

/** The page of the station in the address. */
export function ScanPage() {
  const { id = "" } = useParams({ strict: false });
  const { t } = useTranslation();
  const query = useStation(id);
  const isHeard = useLive((state) => state.gateway !== undefined);
  return (
    <div className="station">
      <QueryView query={query} what={t("station.title")}>
        {(station) => (isHeard ? <Station key={station.id} station={station} /> : null)}
      </QueryView>
    </div>
  );
}

function Station({ station }: { readonly station: StationDetail }) {
  const flow = useFlow(station);
  const isLost = useLostSince() !== undefined;
  const { focus, seen, hasAnswer } = flow;
  const kind = stageOf({ focus, seen, hasAnswer, isLocked: station.locked });
  const tones = useStageTones(kind, flow);
  return (
    <LostLock>
      <div className="scan-bar">
        <StationHead station={station} tones={tones} />
        <ScanField isBusy={flow.isBusy} isLost={isLost} onScan={flow.scan} />
      </div>
      <InView moment={newsOf(kind, flow)}>
        <Stage station={station} flow={flow} kind={kind} />
      </InView>
      <Beside station={station} flow={flow} onStage={kind === "running" ? focus?.rig : undefined} />
    </LostLock>
  );
}

/** Where several units are tested at once, only an answer to a scan takes the page away. */
function newsOf(kind: StageKind, { slots, focus }: Flow): string {
  if (slots.length > 1) return kind === "answer" ? kind : "";
  return `${kind} ${momentOf(focus?.panel.current) ?? ""}`;
}

function useStageTones(kind: StageKind, { focus, answer }: Flow) {
  const { outcome } = focus?.panel.current?.run ?? {};
  const isRefused = answer?.kind === "refused" || answer?.kind === "problem";
  const armed = focus?.arming === undefined ? "" : `${focus.rig} ${focus.arming.version}`;
  const moment = `${kind} ${momentOf(focus?.panel.current) ?? ""} ${armed} ${answer?.kind ?? ""}`;
  const tone = toneOf(kind, { ...(outcome === undefined ? {} : { outcome }), isRefused });
  return useTones({ moment, tone });
}

interface StationHeadProps {
  readonly station: StationDetail;
  readonly tones: readonly [boolean, (isOn: boolean) => void];
}

function StationHead({ station, tones: [isOn, setIsOn] }: StationHeadProps) {
  const { t } = useTranslation();
  const { id, title, shift } = station;
  return (
    <header className="scan-head">
      <h1>{title}</h1>
      <StationMark station={station} />
      {shift === undefined ? null : <span className="muted">{t("scan.shift", { shift })}</span>}
      <WhoTests />
      <span className="scan-tools">
        <button type="button" className="work-link" onClick={() => setIsOn(!isOn)}>
          {t(isOn ? "work.mute" : "work.unmute")}
        </button>
        <a className="work-link" href={apiAddress(`/stations/${encodeURIComponent(id)}/cards.pdf`)}>
          {t("work.cards")}
        </a>
        <Link className="work-link" to="/stations/$id/scanner" params={{ id }}>
          {t("work.setUp")}
        </Link>
      </span>
    </header>
  );
}

/** Ready is said only while it is known, and a rig is there that can test. */
function StationMark({ station }: { readonly station: StationDetail }) {
  const { t } = useTranslation();
  const isLost = useLostSince() !== undefined;
  const rigs = useLive((state) => state.rigs);
  const own = rigs.filter(({ name }) => station.rigs.some((rig) => rig.name === name));
  const canTest = own.some(({ link }) => link === "connected");
  const isOpen = !isLost && canTest && !station.locked;
  const words = () => {
    if (isLost) return t("slots.lost");
    if (station.locked) return t("work.lockedMark");
    return canTest ? t("work.openMark") : t(`rigLink.${own[0]?.link ?? "waiting"}`);
  };
  return (
    <span className={`station-state ${isOpen ? "is-open" : "is-locked"}`} role="status">
      <span aria-hidden="true">{isLost ? "? " : isOpen ? "✓ " : "✕ "}</span>
      {words()}
    </span>
  );
}

interface BesideProps {
  readonly station: StationDetail;
  readonly flow: Flow;
  /** The rig whose panel is the stage now. */
  readonly onStage: string | undefined;
}

/** What else is known here: each slot, what is due, the rigs. */
function Beside({ station, flow, onStage }: BesideProps) {
  const rigs = useLive((state) => state.rigs);
  const own = rigs.filter(({ name }) => station.rigs.some((rig) => rig.name === name));
  return (
    <>
      {own
        .filter(({ slots }) => slots !== undefined)
        .map((rig) => (
          <SlotGrid key={rig.name} rig={rig} station={station} />
        ))}
      <div className="scan-columns">
        <section className="scan-panel">
          <SlotBanners station={station} slots={flow.slots} />
          <ShiftStart station={station} isWhole={false} />
          <HandOverList station={station.id} />
          <DowntimePanel station={station.id} />
        </section>
        <div className="rig-panels">
          {own
            .filter(({ name, slots }) => slots === undefined && name !== onStage)
            .map((rig) => (
              <RigPanels key={rig.name} rig={rig} isStartedElsewhere={true} />
            ))}
        </div>
      </div>
    </>
  );
}
