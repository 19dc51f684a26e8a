import { useTranslation } from "react-i18next";
import type { RunDetail } from "../../app/contract.ts";
import { useLive } from "../../live/use-live.ts";
import { Fact, Facts, Section } from "../../parts/page.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";

/** Each sink's state in words. */
export function DeliveryBox({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const sinks = useLive((state) => state.sinks);
  // What a broker took is handed over; whether anybody behind it has it is not known here.
  const isBroker = (name: string) =>
    sinks.some((sink) => sink.name === name && sink.kind === "mqtt");
  return (
    <Section title={t("run.delivery")}>
      {run.delivery.length === 0 ? (
        <p className="section-body muted">{t("run.noDelivery")}</p>
      ) : (
        <ul className="deliveries">
          {run.delivery.map(({ sink, state }) => (
            <li key={sink} className={`delivery is-sink-${state}`}>
              <span className="delivery-mark" aria-hidden="true" />
              <strong>{sink}</strong>
              <span>
                {t(
                  state === "delivered" && isBroker(sink)
                    ? "delivery.handedOver"
                    : `delivery.${state}`,
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** The run's entries in the ledger: what makes "stored" more than a word. */
export function ProofBox({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  return (
    <Section title={t("run.proof")} hint={t("run.proofHint")}>
      {run.entries.length === 0 ? (
        <p className="section-body muted">{t("run.notStoredYet")}</p>
      ) : (
        <ol>
          {run.entries.map((entry) => (
            <li key={entry.seq} className="proof">
              <LedgerEntry entry={entry} />
            </li>
          ))}
        </ol>
      )}
      <div className="section-body">
        <Hash name={t("run.trace")} value={run.traceHash} />
        <Hash name={t("run.procedureHash")} value={run.procedureHash} />
      </div>
    </Section>
  );
}

function LedgerEntry({ entry }: { entry: RunDetail["entries"][number] }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <>
      <Facts>
        <Fact name={t("run.position")}>
          <strong className="num">#{entry.seq}</strong>
        </Fact>
        <Fact name={t("run.action")}>
          {entry.action} <span className="muted">v{entry.version}</span>
        </Fact>
        <Fact name={t("run.recordedAt")}>
          <TimeText at={entry.recordedAt} detail="date-time" />
        </Fact>
        <Fact name={t("run.clock")}>{word("clock", entry.clockState)}</Fact>
      </Facts>
      <Hash name={t("run.leaf")} value={entry.leaf} />
      <Hash name={t("run.body")} value={entry.bodyHash} />
    </>
  );
}

function Hash({ name, value }: { name: string; value: string | undefined }) {
  if (value === undefined) return null;
  return (
    <p className="hash">
      <span className="caption">{name}</span>
      <code className="mono">{value}</code>
    </p>
  );
}
