import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { TrailEntry } from "../../app/contract.ts";
import { EmptyNote, ReadingNote } from "../../parts/notice.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { RecordLink } from "./exceptions.tsx";
import { trailQuery } from "./queries.ts";

const route = getRouteApi("/compliance");
const FIELDS = ["type", "actor", "action"] as const;

/** Who did what, when and why; the search stands in the address. */
export function Trail() {
  const { t } = useTranslation();
  return (
    <Section title={t("compliance.trail")} hint={t("compliance.trailHint")}>
      <TrailForm />
      <TrailList />
    </Section>
  );
}

function TrailForm() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <form
      className="section-body compliance-form"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const given = FIELDS.map((name) => [name, String(form.get(name) ?? "").trim()] as const);
        const words = Object.fromEntries(given.filter(([, word]) => word !== ""));
        const kind = search.kind === undefined ? {} : { kind: search.kind };
        void navigate({ search: { ...kind, ...words }, replace: true, resetScroll: false });
      }}
    >
      {FIELDS.map((name) => (
        <TextInput
          key={name}
          name={name}
          label={t(`compliance.${name}`)}
          defaultValue={search[name] ?? ""}
          autoComplete="off"
        />
      ))}
      <Button type="submit" variant="default">
        {t("compliance.search")}
      </Button>
    </form>
  );
}

function TrailList() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(trailQuery(route.useSearch()));
  if (query.isError) {
    return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <ReadingNote what={t("compliance.trail")} />;
  const items = query.data.pages.flatMap((page) => page.items);
  return (
    <>
      {items.length === 0 ? (
        <EmptyNote title={t("compliance.noTrail")} hint={t("compliance.noTrailHint")} />
      ) : (
        <TrailTable items={items} />
      )}
      {query.hasNextPage ? (
        <p className="section-body">
          <Button variant="default" onClick={() => void query.fetchNextPage()}>
            {t("compliance.further")}
          </Button>
        </p>
      ) : null}
    </>
  );
}

function TrailTable({ items }: { readonly items: readonly TrailEntry[] }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("compliance.trail")}>
      <table className="compliance-table">
        <thead>
          <tr>
            <th scope="col">{t("compliance.entry")}</th>
            <th scope="col">{t("compliance.when")}</th>
            <th scope="col">{t("compliance.who")}</th>
            <th scope="col">{t("compliance.record")}</th>
            <th scope="col">{t("compliance.what")}</th>
            <th scope="col">{t("compliance.why")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ seq, recordedAt, actor, type, id, action, version, reason }) => (
            <tr key={seq}>
              <td className="num">{seq}</td>
              <td>
                <TimeText at={recordedAt} detail="date-time" />
              </td>
              <td>{actor}</td>
              <td>
                {type} <RecordLink type={type} id={id} text={id} />
              </td>
              <td>
                {action} <span className="muted num">v{version}</span>
              </td>
              <td>{reason ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
