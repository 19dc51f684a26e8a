import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { WaitingView } from "../../app/contract.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { RecordWay } from "../../parts/notifications/record-way.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";
import { waitingQuery } from "./queries.ts";

/** What nobody has signed yet, what waits for me first. */
export function Waiting() {
  const { t } = useTranslation();
  const query = useQuery(waitingQuery);
  const mine = query.data?.items.filter(({ standing }) => standing === "yours").length;
  return (
    <Section
      title={t("waiting.title")}
      hint={t("waiting.hint")}
      aside={
        <strong role="status">
          {mine === undefined
            ? ""
            : mine === 0
              ? t("waiting.mineNone")
              : t("waiting.mineCount", { count: mine })}
        </strong>
      }
    >
      <QueryView query={query} what={t("waiting.title")}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote title={t("waiting.none")} hint={t("waiting.noneHint")} />
          ) : (
            <WaitingTable items={items} />
          )
        }
      </QueryView>
    </Section>
  );
}

function WaitingTable({ items }: { readonly items: readonly WaitingView[] }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("waiting.title")}>
      <table className="compliance-table">
        <thead>
          <tr>
            <th scope="col">{t("waiting.kindTitle")}</th>
            <th scope="col">{t("compliance.unit")}</th>
            <th scope="col">{t("waiting.record")}</th>
            <th scope="col">{t("waiting.who")}</th>
            <th scope="col">{t("compliance.when")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <WaitingRow
              key={JSON.stringify([item.kind, item.recordId, item.version])}
              item={item}
            />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function WaitingRow({ item }: { readonly item: WaitingView }) {
  const { t } = useTranslation();
  const word = useWord();
  const { kind, recordType, recordId, count, roles, standing, since } = item;
  const held = roles.map((role) => word("role", role)).join(", ");
  const isOfUnits = kind === "disposition" || kind === "unit-release";
  return (
    <tr>
      <td>{t(`waitingKind.${kind}`)}</td>
      <td className="num">{isOfUnits ? t("waiting.count", { count }) : ""}</td>
      <td>
        <RecordWay type={recordType} id={recordId}>
          <Title item={item} />
        </RecordWay>
      </td>
      <td>
        {standing === "yours" ? <strong>{t("waiting.yours")} </strong> : null}
        {held}
        {standing === "own-work" ? ` · ${t("waiting.ownWork")}` : null}
      </td>
      <td>{since === undefined ? "" : <TimeText at={since} detail="date-time" />}</td>
    </tr>
  );
}

function Title({ item: { recordType, recordId: id, version, title } }: { item: WaitingView }) {
  const { t } = useTranslation();
  const key = TITLES[recordType as keyof typeof TITLES];
  return key === undefined ? title : t(key, { id, version: version ?? "" });
}

const TITLES = {
  procedure: "waiting.procedureTitle",
  "limit-set": "waiting.limitSetTitle",
  document: "waiting.documentTitle",
  revision: "waiting.revisionTitle",
  order: "waiting.orderTitle",
} as const;
