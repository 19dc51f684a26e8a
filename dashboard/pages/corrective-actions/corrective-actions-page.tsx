/** Corrective actions: what is done against what went wrong, and how far each has come. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CorrectiveActionView } from "../../app/contract.ts";
import { CommandForm, Field, textOf } from "../../parts/command/command-form.tsx";
import { PagedList } from "../../parts/lists/paged-list.tsx";
import { EmptyNote } from "../../parts/notice.tsx";
import { Page, Section, TableScroll } from "../../parts/page.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { correctiveActionsQuery } from "./corrective-queries.ts";

/** The list, and the form that opens one; of a nonconformance where the address names it. */
export function CorrectiveActionsPage() {
  const { t } = useTranslation();
  const { nonconformance } = useSearch({ from: "/corrective-actions" });
  return (
    <Page title={t("corrective.title")} lead={t("corrective.lead")}>
      <All />
      <Section title={t("corrective.one")}>
        <div className="section-body">
          <CommandForm label={t("corrective.one")} path="/corrective-actions" body={opened}>
            <Field name="title" label={t("corrective.name")} isNeeded />
            <Field name="of" label={t("corrective.of")} value={nonconformance} />
            <Field name="description" label={t("corrective.description")} isNeeded isWide />
          </CommandForm>
        </div>
      </Section>
    </Page>
  );
}

function opened(fields: FormData): object {
  const of = textOf(fields, "of");
  return {
    ...{ title: textOf(fields, "title"), description: textOf(fields, "description") },
    nonconformanceIds: of === undefined ? [] : [of],
  };
}

function All() {
  const { t } = useTranslation();
  return (
    <PagedList query={useInfiniteQuery(correctiveActionsQuery)} what={t("corrective.title")}>
      {(items) =>
        items.length === 0 ? (
          <EmptyNote title={t("corrective.empty")} hint={t("corrective.emptyHint")} />
        ) : (
          <ActionTable items={items} />
        )
      }
    </PagedList>
  );
}

function ActionTable({ items }: { items: readonly CorrectiveActionView[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t("corrective.all")}>
      <TableScroll label={t("corrective.all")}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("corrective.name")}</th>
              <th>{t("corrective.state")}</th>
              <th>{t("corrective.owner")}</th>
              <th>{t("corrective.dueOn")}</th>
              <th>{t("corrective.opened")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((each) => (
              <tr key={each.id}>
                <td>
                  <Link to="/corrective-actions/$id" params={{ id: each.id }}>
                    {each.title}
                  </Link>
                </td>
                <td>{t(`corrective.stateWord.${each.state}`)}</td>
                <td className="mono">{each.owner}</td>
                <td>{each.dueOn}</td>
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
