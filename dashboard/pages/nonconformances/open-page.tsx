/** A nonconformance about what another page showed: words, the units it would hold, one button. */
import { keepPreviousData, queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, changeApi } from "../../app/api.ts";
import type { Asked } from "../../app/contract.ts";
import { Choice, Field, textOf } from "../../parts/command/command-form.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { type CaseSearch, containmentOf } from "./case-search.ts";
import { ConditionFields, conditionsOf } from "./condition-fields.tsx";
import { type Found, FoundUnits } from "./found-units.tsx";
import { holdUnits } from "./hold-units.ts";
import "./nonconformances.css";
import "../../parts/command/command.css";

const SEVERITIES = ["minor", "major", "critical"] as const;
const SHOWN = 200;

/** Nothing is held and nothing is opened before the last button. */
export function OpenCasePage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/nonconformances/new" });
  return (
    <Page title={t("cases.open")} lead={t("cases.openLead")}>
      {/* Another address is another nonconformance: its fields begin anew. */}
      <OpenCase key={JSON.stringify(search)} search={search} />
    </Page>
  );
}

function OpenCase({ search }: { search: CaseSearch }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState(() => containmentOf(search));
  return (
    <>
      <Section title={t("cases.contain")} hint={t("cases.containHint")}>
        <div className="section-body">
          <form
            className="command"
            // What is confirmed must be what was counted: each change counts again.
            onBlur={(event) => setQuery(conditionsOf(new FormData(event.currentTarget)))}
            onSubmit={(event) => {
              event.preventDefault();
              setQuery(conditionsOf(new FormData(event.currentTarget)));
            }}
          >
            <ConditionFields given={search} />
            <button type="submit" className="command-button">
              {t("cases.preview")}
            </button>
          </form>
          {query === undefined ? <p role="status">{t("cases.noCondition")}</p> : null}
        </div>
      </Section>
      {query === undefined ? (
        <Words search={search} />
      ) : (
        <Counted query={query}>
          {(found) => <Words search={search} query={query} found={found} />}
        </Counted>
      )}
    </>
  );
}

function previewQuery(query: object) {
  return queryOptions({
    queryKey: ["containment", query],
    queryFn: () => changeApi("post", "/containment-queries", { body: { query, limit: SHOWN } }),
    placeholderData: keepPreviousData,
  });
}

interface CountedProps {
  readonly query: object;
  readonly children: (found: Found | undefined) => ReactNode;
}

function Counted({ query, children }: CountedProps) {
  const { t } = useTranslation();
  const read = useQuery(previewQuery(query));
  return (
    <>
      <QueryView query={read} what={t("cases.units")}>
        {(found) => (
          <section className="section section-body case-found" aria-busy={read.isFetching}>
            <FoundUnits found={found} />
          </section>
        )}
      </QueryView>
      {children(read.isPlaceholderData ? undefined : read.data)}
    </>
  );
}

interface WordsProps {
  readonly search: CaseSearch;
  readonly query?: object;
  /** Of exactly this query; absent while it is being counted. */
  readonly found?: Found | undefined;
}

function Words({ search, query, found }: WordsProps) {
  const { t } = useTranslation();
  const { open, openedId, error, isPending } = useOpening(query);
  const count = found?.count ?? 0;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    open(new FormData(event.currentTarget));
  };
  return (
    <Section title={t("cases.words")}>
      <div className="section-body">
        <form className="command" onSubmit={submit}>
          <Field name="title" label={t("cases.name")} value={search.title} isNeeded isWide />
          <Field
            name="description"
            label={t("cases.description")}
            value={search.description}
            isNeeded
            isWide
          />
          <Choice
            name="severity"
            label={t("cases.severity")}
            options={SEVERITIES.map((value) => ({ value, text: t(`cases.${value}`) }))}
          />
          <button
            type="submit"
            className="command-button is-final"
            disabled={isPending || (query !== undefined && found === undefined)}
          >
            {count === 0 ? t("cases.openOnly") : t("cases.openAndHold", { count })}
          </button>
        </form>
        {error instanceof ApiError ? <ProblemPanel error={error} /> : null}
        {openedId === undefined || error === null ? null : (
          <p role="alert">
            <Link to="/nonconformances/$id" params={{ id: openedId }}>
              {t("cases.openedNotHeld")}
            </Link>
          </p>
        )}
      </div>
    </Section>
  );
}

/** One command opens it, others hold. Where holding fails, what is open is not opened again. */
function useOpening(query: object | undefined) {
  const navigate = useNavigate();
  const [openedId, setOpenedId] = useState<string>();
  const opening = useMutation({
    mutationFn: async (fields: FormData) => {
      const id = openedId ?? (await openCase(fields));
      setOpenedId(id);
      if (query !== undefined) await holdUnits(id, query);
      await navigate({ to: "/nonconformances/$id", params: { id } });
    },
  });
  const { mutate: open, error, isPending } = opening;
  return { open, openedId, error, isPending };
}

type Severity = Asked<"post", "/nonconformances">["body"]["severity"];

async function openCase(fields: FormData): Promise<string> {
  const { id } = await changeApi("post", "/nonconformances", {
    body: {
      title: textOf(fields, "title") ?? "",
      description: textOf(fields, "description") ?? "",
      severity: (textOf(fields, "severity") ?? "minor") as Severity,
    },
  });
  return id;
}
