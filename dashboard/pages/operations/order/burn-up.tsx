/** Good units by day against what is wanted by when, and where it would go on. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OutlookAnswer } from "../../../app/contract.ts";
import { formatCount } from "../../../measure/number-format.ts";
import { Section, TableScroll } from "../../../parts/page.tsx";
import { TimeText } from "../../../parts/time-text.tsx";
import { BurnUpChart } from "./burn-up-chart.tsx";

/** A chart for the eye, and the same as tables whose numbers open their units. */
export function BurnUp({ outlook }: { outlook: OutlookAnswer }) {
  const { t } = useTranslation();
  const { timeZone: zone } = outlook;
  return (
    <Section title={t("operations.burnUp")} hint={t("operations.burnUpHint", { zone })}>
      <div className="section-body">
        <BurnUpChart outlook={outlook} />
        <Wanted outlook={outlook} />
        <details className="operations-details">
          <summary>{t("operations.burnUpTable")}</summary>
          <Made outlook={outlook} />
        </details>
      </div>
    </Section>
  );
}

function Made({ outlook: { burnUp, order } }: { outlook: OutlookAnswer }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("operations.burnUp")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("operations.day")}</th>
            <th className="right">{t("operations.made")}</th>
            <th className="right">{t("operations.sum")}</th>
          </tr>
        </thead>
        <tbody>
          {burnUp.made.map(({ day, from, to, made, cumulative }) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <td className="right num">
                <Link
                  to="/units"
                  search={{ orderId: order.id, place: "good", doneFrom: from, doneTo: to }}
                >
                  {formatCount(made)}
                </Link>
              </td>
              <td className="right num">{formatCount(cumulative)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

type Wish = OutlookAnswer["burnUp"]["wanted"][number];

function Wanted({ outlook: { burnUp, order } }: { outlook: OutlookAnswer }) {
  const { t } = useTranslation();
  if (burnUp.wanted.length === 0) return null;
  return (
    <TableScroll label={t("operations.wantedBy")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("operations.wantedBy")}</th>
            <th>{t("operations.line")}</th>
            <th className="right">{t("operations.sum")}</th>
            <th>{t("operations.reachedBy")}</th>
          </tr>
        </thead>
        <tbody>
          {burnUp.wanted.map((wish) => (
            <tr key={`${wish.externalKey ?? ""} ${wish.dueAt}`}>
              <td>
                <TimeText at={wish.dueAt} detail="date" />
              </td>
              <td>
                {wish.externalKey === undefined ? (
                  t("operations.ownDate")
                ) : (
                  <Link to="/demand" search={{ partNumber: order.partNumber }}>
                    {wish.externalKey}
                  </Link>
                )}{" "}
                <span className="num muted">+{formatCount(wish.quantity)}</span>
              </td>
              <td className="right num">{formatCount(wish.cumulative)}</td>
              <td>
                <Expected wish={wish} good={order.counts.good} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Expected({ wish, good }: { wish: Wish; good: number }) {
  const { t } = useTranslation();
  if (good >= wish.cumulative) return t("operations.reached");
  const when =
    wish.expectedAt === undefined ? (
      t("operations.notKnown")
    ) : (
      <TimeText at={wish.expectedAt} detail="date" />
    );
  if (!wish.isLate) return when;
  return (
    <>
      {when}{" "}
      <strong className="is-late">
        <span aria-hidden="true">◆</span> {t("operations.isLate")}
      </strong>
    </>
  );
}
