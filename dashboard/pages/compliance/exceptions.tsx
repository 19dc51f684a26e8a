import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ExceptionView } from "../../app/contract.ts";
import { EmptyNote, ReadingNote } from "../../parts/notice.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useWord } from "../../parts/use-word.ts";
import { countsQuery, exceptionsQuery, KINDS } from "./queries.ts";

const route = getRouteApi("/compliance");

/** Every override, concession, invalidation, mismatch, correction and failed run in one list. */
export function Exceptions() {
  const { t } = useTranslation();
  return (
    <Section
      title={t("compliance.exceptions")}
      hint={t("compliance.exceptionsHint")}
      aside={<KindFilter />}
    >
      <ExceptionList />
    </Section>
  );
}

function KindFilter() {
  const { t } = useTranslation();
  const word = useWord();
  const { kind = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const counts = useQuery(countsQuery).data;
  const labelOf = (each: string) =>
    counts === undefined
      ? word("exceptionKind", each)
      : `${word("exceptionKind", each)} (${counts[each] ?? 0})`;
  return (
    <NativeSelect
      label={t("compliance.kind")}
      value={kind}
      onChange={(event) => {
        const { value } = event.currentTarget;
        const chosen = KINDS.find((each) => each === value);
        void navigate({
          search: ({ kind: _, ...rest }) =>
            chosen === undefined ? rest : { ...rest, kind: chosen },
          replace: true,
        });
      }}
      data={[
        { value: "", label: t("compliance.allKinds") },
        ...KINDS.map((each) => ({ value: each, label: labelOf(each) })),
      ]}
    />
  );
}

function ExceptionList() {
  const { t } = useTranslation();
  const { kind } = route.useSearch();
  const query = useInfiniteQuery(exceptionsQuery(kind));
  if (query.isError) {
    return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <ReadingNote what={t("compliance.exceptions")} />;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <EmptyNote title={t("compliance.noExceptions")} hint={t("compliance.noExceptionsHint")} />
    );
  }
  return (
    <>
      <ExceptionTable items={items} />
      {query.hasNextPage ? (
        <p className="section-body">
          <Button variant="default" onClick={() => void query.fetchNextPage()}>
            {t("compliance.more")}
          </Button>
        </p>
      ) : null}
    </>
  );
}

function ExceptionTable({ items }: { readonly items: readonly ExceptionView[] }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <TableScroll label={t("compliance.exceptions")}>
      <table className="compliance-table">
        <thead>
          <tr>
            <th scope="col">{t("compliance.kind")}</th>
            <th scope="col">{t("compliance.unit")}</th>
            <th scope="col">{t("compliance.what")}</th>
            <th scope="col">{t("compliance.when")}</th>
            <th scope="col">{t("compliance.entry")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={`${item.seq} ${item.kind}`}>
              <td>{word("exceptionKind", item.kind)}</td>
              <td className="num">{item.serialNumber ?? ""}</td>
              <td>
                <RecordLink type={item.type} id={item.id} text={item.text} />
              </td>
              <td>
                <TimeText at={item.occurredAt} detail="date-time" />
              </td>
              <td className="num">{item.seq}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

interface RecordLinkProps {
  readonly type: string;
  readonly id: string;
  readonly text: string;
}

/** The way to a record, where it has a page. */
export function RecordLink({ type, id, text }: RecordLinkProps) {
  if (type === "run") {
    return (
      <Link to="/runs/$id" params={{ id }}>
        {text}
      </Link>
    );
  }
  if (type !== "unit") return text;
  return (
    <Link to="/units/$id" params={{ id }}>
      {text}
    </Link>
  );
}
