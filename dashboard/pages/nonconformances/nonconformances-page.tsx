/** Nonconformances: what went wrong, and how far each has come. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { NonconformanceView } from "../../app/contract.ts";
import { Choice, CommandForm, Field, textOf } from "../../parts/command/command-form.tsx";
import { PagedList } from "../../parts/lists/paged-list.tsx";
import { EmptyNote } from "../../parts/notice.tsx";
import { Page, Section, TableScroll } from "../../parts/page.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { nonconformancesQuery } from "./nonconformance-queries.ts";
import "./nonconformances.css";

const SEVERITIES = ["minor", "major", "critical"] as const;

/** The list, and the form that opens one. */
export function NonconformancesPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("cases.title")} lead={t("cases.lead")}>
      <All />
      <p className="section-body">
        <Link to="/corrective-actions">{t("corrective.all")}</Link>
      </p>
      <Section title={t("cases.open")}>
        <div className="section-body">
          <CommandForm label={t("cases.open")} path="/nonconformances" body={opened}>
            <Field name="title" label={t("cases.name")} isNeeded />
            <Field name="description" label={t("cases.description")} isNeeded isWide />
            <Choice
              name="severity"
              label={t("cases.severity")}
              options={SEVERITIES.map((value) => ({ value, text: t(`cases.${value}`) }))}
            />
          </CommandForm>
        </div>
      </Section>
    </Page>
  );
}

function opened(fields: FormData): object {
  const [title, description] = [textOf(fields, "title"), textOf(fields, "description")];
  return { title, description, severity: textOf(fields, "severity") };
}

function All() {
  const { t } = useTranslation();
  return (
    <PagedList query={useInfiniteQuery(nonconformancesQuery)} what={t("cases.title")}>
      {(items) =>
        items.length === 0 ? (
          <EmptyNote title={t("cases.empty")} hint={t("cases.emptyHint")} />
        ) : (
          <CaseTable items={items} />
        )
      }
    </PagedList>
  );
}

function CaseTable({ items }: { items: readonly NonconformanceView[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t("cases.title")}>
      <TableScroll label={t("cases.title")}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("cases.name")}</th>
              <th>{t("cases.severity")}</th>
              <th>{t("cases.state")}</th>
              <th className="right">{t("cases.units")}</th>
              <th className="right">{t("cases.pending")}</th>
              <th>{t("cases.opened")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((each) => (
              <tr key={each.id}>
                <td>
                  <Link to="/nonconformances/$id" params={{ id: each.id }}>
                    {each.title}
                  </Link>
                </td>
                <td>{t(`cases.${each.severity}`)}</td>
                <td>{t(`cases.stateWord.${each.state}`)}</td>
                <td className="right num">{each.units}</td>
                <td className="right num">{each.pending}</td>
                <td>
                  <TimeText at={each.openedAt} detail="date-time" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Section>
  );
}
