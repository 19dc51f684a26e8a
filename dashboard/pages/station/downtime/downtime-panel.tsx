/** Why a station stands still: two taps begin a downtime, a run or one tap ends it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DowntimeView } from "../../../app/contract.ts";
import { usePersonName } from "../../../app/who/people.ts";
import { useLostSince, useNow } from "../../../live/use-live.ts";
import { formatDuration } from "../../../measure/number-format.ts";
import { inWords, titleInWords } from "../../../messages/refusals.ts";
import { RemedyText } from "../../../parts/remedy-text.tsx";
import { useTimeFormat } from "../../../parts/use-time.ts";
import { useUsual } from "../usual/use-usual.ts";
import { downtimesQuery, reasonsQuery } from "./downtime-queries.ts";
import { DowntimeSums } from "./downtime-sums.tsx";
import { type DowntimeCommands, useDowntime } from "./use-downtime.ts";
import "./downtime.css";

/** To be mounted on a station's page. */
export function DowntimePanel({ station }: { readonly station: string }) {
  const { t } = useTranslation();
  const commands = useDowntime(station);
  const downtimes = useQuery(downtimesQuery(station)).data?.items ?? [];
  const { problem } = commands;
  const isLost = useLostSince() !== undefined;
  return (
    <section className="downtime" inert={isLost} aria-label={t("downtime.title")}>
      {downtimes
        .filter(({ endedAt }) => endedAt === undefined)
        .map((downtime) => (
          <OpenDowntime key={downtime.id} downtime={downtime} commands={commands} />
        ))}
      <ReasonChoice commands={commands} />
      {problem === undefined ? null : (
        <p className="downtime-problem" role="alert">
          <strong>{titleInWords(problem)}</strong>{" "}
          <RemedyText text={inWords(problem).remedy ?? ""} />
        </p>
      )}
      <Timeline downtimes={downtimes} />
      <DowntimeSums station={station} />
    </section>
  );
}

interface OpenProps {
  readonly downtime: DowntimeView;
  readonly commands: DowntimeCommands;
}

function OpenDowntime({ downtime, commands }: OpenProps) {
  const { t } = useTranslation();
  const now = useNow(1_000);
  const format = useTimeFormat("minutes");
  const nameOf = usePersonName();
  const shown = useUsual();
  const { id, path, startedAt, startedBy, planned, rig } = downtime;
  const lasted = Math.max(downtime.durationMs, now - Date.parse(startedAt));
  return (
    <div className="downtime-open" role="status">
      <p className="downtime-word">
        <span aria-hidden="true">■ </span>
        {t("downtime.running", { reason: path.map(shown).join(" › ") })}
      </p>
      <p className="num">
        {rig === undefined ? null : `${rig} · `}
        {t("downtime.since", { time: format(startedAt) })} · {formatDuration(lasted)} ·{" "}
        {t("downtime.by", { who: nameOf(startedBy) })}
        {planned ? ` · ${t("downtime.planned")}` : null}
      </p>
      <p>{t("downtime.endsByRun")}</p>
      <button type="button" disabled={commands.isBusy} onClick={() => void commands.end(id)}>
        {t("downtime.goesOn")}
      </button>
    </div>
  );
}

/** The first tap chooses the group, the second the reason. */
function ReasonChoice({ commands }: { readonly commands: DowntimeCommands }) {
  const { t } = useTranslation();
  const shown = useUsual();
  const groups = useQuery(reasonsQuery).data?.items ?? [];
  const [chosen, setChosen] = useState<string>();
  const group = groups.find(({ code }) => code === chosen);
  const begin = (code: string) => {
    setChosen(undefined);
    void commands.begin(code);
  };
  return (
    <fieldset className="downtime-choice" disabled={commands.isBusy}>
      <legend>{group === undefined ? t("downtime.ask") : shown(group.title)}</legend>
      {group === undefined
        ? groups.map(({ code, title, reasons }) => (
            <button
              key={code}
              type="button"
              onClick={() => (reasons.length === 0 ? begin(code) : setChosen(code))}
            >
              {shown(title)}
            </button>
          ))
        : group.reasons.map(({ code, title }) => (
            <button key={code} type="button" className="is-reason" onClick={() => begin(code)}>
              {shown(title)}
            </button>
          ))}
      {group === undefined ? null : (
        <button type="button" className="is-back" onClick={() => setChosen(undefined)}>
          {t("downtime.back")}
        </button>
      )}
    </fieldset>
  );
}

function Timeline({ downtimes }: { readonly downtimes: readonly DowntimeView[] }) {
  const { t } = useTranslation();
  const shown = useUsual();
  const format = useTimeFormat("minutes");
  return (
    <details className="downtime-more">
      <summary>{t("downtime.recent")}</summary>
      {downtimes.length === 0 ? <p className="muted">{t("downtime.none")}</p> : null}
      <ol>
        {downtimes.map(({ id, path, rig, startedAt, durationMs, endedBy, uncertain }) => (
          <li key={id}>
            <span className="num">{format(startedAt)}</span>{" "}
            <strong>{path.map(shown).join(" › ")}</strong> {rig === undefined ? null : `(${rig}) `}
            <span className="num">{formatDuration(durationMs)}</span>{" "}
            <span className="muted">
              {endedBy === undefined ? t("downtime.lasts") : t(`downtime.ending.${endedBy}`)}
              {uncertain ? ` · ${t("downtime.uncertain")}` : null}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
