/** The numbers of today; each opens its rows. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { BoardAnswer } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";

/** Five numbers in a row. */
export function Today({ board }: { board: BoardAnswer }) {
  const { t } = useTranslation();
  const { good, failed, shipped, late, waiting, from } = board.today;
  const isWaiting = (order: BoardAnswer["items"][number]) =>
    order.counts.failed + order.counts.hold > 0;
  const firstLate = board.items.find(({ isLate }) => isLate);
  const firstWaiting = board.items.find(isWaiting);
  return (
    <section className="operations-today" aria-label={t("operations.today")}>
      <Figure name={t("operations.todayLate")} count={late}>
        {firstLate === undefined ? null : (
          <Link to="/orders/$id" params={{ id: firstLate.id }}>
            {formatCount(late)}
          </Link>
        )}
      </Figure>
      <Figure name={t("operations.todayWaiting")} count={waiting}>
        {firstWaiting === undefined ? null : (
          <Link
            to="/orders/$id"
            params={{ id: firstWaiting.id }}
            search={{ place: firstWaiting.counts.failed > 0 ? "failed" : "hold" }}
            hash="matrix"
          >
            {formatCount(waiting)}
          </Link>
        )}
      </Figure>
      <Figure name={t("operations.todayGood")} count={good}>
        <Link to="/units" search={{ doneFrom: from, place: "good" }}>
          {formatCount(good)}
        </Link>
      </Figure>
      <Figure name={t("operations.todayFailed")} count={failed}>
        <Link to="/runs" search={{ outcome: "fail", from }}>
          {formatCount(failed)}
        </Link>
      </Figure>
      <Figure name={t("operations.todayShipped")} count={shipped}>
        <Link to="/shipments">{formatCount(shipped)}</Link>
      </Figure>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly count: number;
  readonly children: ReactNode;
}

function Figure({ name, count, children }: FigureProps) {
  return (
    <div className="operations-number">
      <span className="caption">{name}</span>
      <strong className="num">
        {count === 0 || children === null ? formatCount(count) : children}
      </strong>
    </div>
  );
}
