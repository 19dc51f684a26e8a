/** What waits for somebody, in one list with its owners. */
import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { NotificationView } from "../../app/contract.ts";
import { notificationsQuery } from "../../app/queries.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { RecordWay } from "../../parts/notifications/record-way.tsx";
import { Page, Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";
import "./notifications.css";

/** The whole list; the address says whether only mine. */
export function NotificationsPage() {
  const { t } = useTranslation();
  const { mine = false } = useSearch({ from: "/notifications" });
  const navigate = useNavigate({ from: "/notifications" });
  const query = useQuery(notificationsQuery);
  const choose = (checked: boolean) =>
    void navigate({ search: checked ? { mine: true } : {}, replace: true });
  return (
    <Page title={t("notifications.title")} lead={t("notifications.lead")}>
      <QueryView query={query} what={t("notifications.title")}>
        {({ items }) => (
          <Section
            title={t("notifications.title")}
            aside={
              <Switch
                className="notification-mine"
                label={t("notifications.mine")}
                checked={mine}
                onChange={(event) => choose(event.currentTarget.checked)}
              />
            }
          >
            <All items={items.filter(({ isYours }) => isYours || !mine)} />
          </Section>
        )}
      </QueryView>
    </Page>
  );
}

function All({ items }: { items: readonly NotificationView[] }) {
  const { t } = useTranslation();
  if (items.length === 0) {
    return <EmptyNote title={t("notifications.none")} hint={t("notifications.noneHint")} />;
  }
  return (
    <TableScroll label={t("notifications.title")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("notifications.whatKind")}</th>
            <th>{t("notifications.what")}</th>
            <th>{t("notifications.owner")}</th>
            <th>{t("notifications.since")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td>{t(`notifications.kind.${item.kind}`)}</td>
              <td>
                <RecordWay {...item.record}>
                  <What item={item} />
                </RecordWay>
              </td>
              <td>
                <Owner item={item} />
              </td>
              <td>
                <When item={item} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function What({ item: { kind, what, record, state, count } }: { item: NotificationView }) {
  const { t } = useTranslation();
  const word = useWord();
  if (kind === "quarantine") return t("notifications.held", { count, sink: record.id });
  if (kind === "calibration") {
    return t("notifications.calibration", {
      id: record.id,
      state: word("calibrationState", state),
    });
  }
  if (kind === "alarm") return what;
  return `${word("waitingKind", state)}: ${what}`;
}

function Owner({ item: { owner, isYours } }: { item: NotificationView }) {
  const { t } = useTranslation();
  const word = useWord();
  const { person, roles } = owner;
  const others =
    person === undefined
      ? roles.map((role) => word("role", role)).join(", ")
      : t("notifications.person", { id: person });
  return isYours ? (
    <>
      <strong>{t("notifications.yours")}</strong> <span className="muted">{others}</span>
    </>
  ) : (
    others
  );
}

function When({ item: { since, dueOn } }: { item: NotificationView }) {
  const { t } = useTranslation();
  if (since !== undefined) return <TimeText at={since} detail="date-time" />;
  return dueOn === undefined ? "" : t("notifications.due", { day: dueOn });
}
