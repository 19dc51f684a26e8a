/** What sinks hold back, and a way to decide on each. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { HeldView, SinkView } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { Section, TableScroll } from "../../parts/page.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { HeldPanel } from "./held-panel.tsx";
import { heldQuery } from "./quarantine-queries.ts";
import { RetryAll } from "./retry-all.tsx";
import "./quarantine.css";

/** One line where nothing is held. */
export function QuarantineSection({ sinks }: { readonly sinks: readonly SinkView[] }) {
  const { t } = useTranslation();
  const held = sinks
    .flatMap(({ accounts }) => accounts)
    .filter(({ quarantined }) => quarantined > 0);
  return (
    <Section title={t("quarantine.title")} hint={t("quarantine.lead")}>
      {held.length === 0 ? (
        <p className="section-body muted">{t("quarantine.none")}</p>
      ) : (
        <>
          <div className="held-all">
            {held.map((account) => (
              <RetryAll key={`${account.sink} ${account.stream}`} account={account} />
            ))}
          </div>
          <HeldList />
        </>
      )}
    </Section>
  );
}

function HeldList() {
  const { t } = useTranslation();
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(heldQuery);
  const [open, setOpen] = useState<string>();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <TableScroll label={t("quarantine.list")}>
        <table className="rows held">
          <thead>
            <tr>
              <th>{t("quarantine.position")}</th>
              <th>{t("quarantine.what")}</th>
              <th>{t("quarantine.reason")}</th>
              <th className="right">{t("quarantine.attempts")}</th>
              <th>{t("quarantine.since")}</th>
              <th>
                <span className="visually-hidden">{t("quarantine.inspect")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((held) => (
              <HeldRow
                key={keyOf(held)}
                held={held}
                isOpen={open === keyOf(held)}
                onToggle={() => setOpen(open === keyOf(held) ? undefined : keyOf(held))}
              />
            ))}
          </tbody>
        </table>
      </TableScroll>
      {hasNextPage ? (
        <p className="held-more">
          <button type="button" className="command-button" onClick={() => void fetchNextPage()}>
            {t("quarantine.more")}
          </button>
        </p>
      ) : null}
    </>
  );
}

function keyOf({ sink, stream, position }: HeldView): string {
  return `${sink}/${stream}/${position}`;
}

interface HeldRowProps {
  readonly held: HeldView;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function HeldRow({ held, isOpen, onToggle }: HeldRowProps) {
  const { t } = useTranslation();
  const { what, rig, serialNumber, channel, value, unit } = held;
  const words = [rig, serialNumber, channel, value, unit].filter((word) => word !== undefined);
  return (
    <>
      <tr>
        <td className="mono">{keyOf(held)}</td>
        <td>
          {what} <span className="mono">{words.join(" ")}</span>
          {held.mended ? <span className="held-mark">{t("quarantine.mended")}</span> : null}
        </td>
        <td className="held-reason">{held.reason}</td>
        <td className="right num">{formatCount(held.attempts)}</td>
        <td>
          <TimeText at={held.since} detail="date-time" />
        </td>
        <td>
          <button
            type="button"
            className="command-button"
            aria-expanded={isOpen}
            aria-label={`${t(isOpen ? "quarantine.close" : "quarantine.inspect")} ${keyOf(held)}`}
            onClick={onToggle}
          >
            {t(isOpen ? "quarantine.close" : "quarantine.inspect")}
          </button>
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={6}>
            <HeldPanel held={held} />
          </td>
        </tr>
      ) : null}
    </>
  );
}
