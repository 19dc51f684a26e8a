/** Finds the units that may have it, shows them, and puts them on hold. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, postApi } from "../../app/api.ts";
import { Field, textOf } from "../../parts/command/command-form.tsx";
import { useCommand } from "../../parts/command/use-command.ts";
import { Section } from "../../parts/page.tsx";

const TEXTS = ["partNumber", "orderId", "station", "slot", "equipmentId", "componentLot"] as const;

interface Found {
  readonly items: readonly { readonly id: string; readonly serialNumber: string }[];
  readonly more: boolean;
}

/** First the list, then the hold: nobody stops units that they have not seen. */
export function ContainForm({ id }: { id: string }) {
  const { t } = useTranslation();
  const command = useCommand();
  const [query, setQuery] = useState<object>();
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<string>();
  const preview = async (fields: FormData) => {
    const asked = queryOf(fields);
    try {
      setFound(await postApi<Found>("/containment-queries", { query: asked, limit: 200 }));
      setQuery(asked);
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFound(undefined);
      setProblem(error.problem.detail ?? error.problem.title);
    }
  };
  const hold = async () => {
    if (query === undefined) return;
    if (await command.send(`/nonconformances/${id}/containments`, { query })) setFound(undefined);
  };
  return (
    <Section title={t("cases.contain")} hint={t("cases.containHint")}>
      <div className="section-body">
        <QueryForm onAsk={(fields) => void preview(fields)} />
        {found === undefined ? null : (
          <FoundUnits found={found} isBusy={command.isBusy} onHold={() => void hold()} />
        )}
        <p role={problem === undefined ? "status" : "alert"}>{problem ?? command.told?.text}</p>
      </div>
    </Section>
  );
}

function queryOf(fields: FormData): object {
  const texts = TEXTS.flatMap((name) => {
    const text = textOf(fields, name);
    return text === undefined ? [] : [[name, text] as const];
  });
  const times = (["from", "to"] as const).flatMap((name) => {
    const text = textOf(fields, name);
    return text === undefined ? [] : [[name, `${text}:00Z`] as const];
  });
  const serials = textOf(fields, "serialNumbers")?.split(/[\s,;]+/);
  const named = serials === undefined ? {} : { serialNumbers: serials };
  return { ...Object.fromEntries([...texts, ...times]), ...named };
}

interface FoundUnitsProps {
  readonly found: Found;
  readonly isBusy: boolean;
  readonly onHold: () => void;
}

function FoundUnits({ found, isBusy, onHold }: FoundUnitsProps) {
  const { t } = useTranslation();
  const count = found.items.length;
  return (
    <div className="case-found">
      <p role="status">
        {found.more ? t("cases.foundMore", { count }) : t("cases.found", { count })}
      </p>
      <p className="mono case-serials">
        {found.items.map(({ serialNumber }) => serialNumber).join(" ")}
      </p>
      <button
        type="button"
        className="command-button is-final"
        disabled={isBusy || count === 0}
        onClick={onHold}
      >
        {t("cases.hold")}
      </button>
    </div>
  );
}

function QueryForm({ onAsk }: { onAsk: (fields: FormData) => void }) {
  const { t } = useTranslation();
  return (
    <form
      className="command"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(new FormData(event.currentTarget));
      }}
    >
      <Field name="partNumber" label={t("unit.part")} />
      <Field name="orderId" label={t("unit.order")} />
      <Field name="station" label={t("run.station")} />
      <Field name="slot" label={t("run.slot")} />
      <Field name="componentLot" label={t("cases.lot")} />
      <Field name="from" label={t("cases.from")} type="datetime-local" />
      <Field name="to" label={t("cases.to")} type="datetime-local" />
      <Field name="serialNumbers" label={t("cases.serials")} isWide />
      <button type="submit" className="command-button">
        {t("cases.preview")}
      </button>
    </form>
  );
}
