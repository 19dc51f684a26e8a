import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { notificationsQuery } from "../../app/queries.ts";
import { formatCount } from "../../measure/number-format.ts";

/** How much waits for somebody, and how much for me: the way to the whole list. */
export function WaitingLine() {
  const { t } = useTranslation();
  const { data } = useQuery(notificationsQuery);
  const mine = data?.items.filter(({ isYours }) => isYours).length ?? 0;
  const count = data?.items.length ?? 0;
  return (
    <p className="waiting-line">
      {data === undefined ? null : (
        <Link to="/notifications">
          {count === 0
            ? t("doors.waitingNone")
            : t("doors.waiting", { count, mine: formatCount(mine) })}
        </Link>
      )}
    </p>
  );
}
