/** What stands around every page of quality: its pages, its filters, and how its numbers count. */
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { apiAddress, queryText } from "../../app/api.ts";
import { OpenCaseLink } from "../../parts/open-case-link.tsx";
import { Page } from "../../parts/page.tsx";
import { caseOf } from "./case-about.ts";
import { measurementsQuery, policiesQuery, type Question } from "./queries.ts";
import { daysOf, type QualitySearch, questionOf, WINDOWS } from "./search.ts";
import "../../parts/page-tabs.css";
import "./quality.css";

const TABS = [
  { to: "/quality", name: "overview" },
  { to: "/quality/changes", name: "changes" },
  { to: "/quality/failures", name: "failures" },
  { to: "/quality/measurement", name: "measurement" },
] as const;
type Tab = (typeof TABS)[number]["to"];

/** Filters that come with a link and have no field of their own. */
const CARRIED = [
  ...(["revision", "station", "rig", "slot", "orderId", "procedure", "procedureHash"] as const),
  ...(["equipment", "operator", "gatewayVersion", "source"] as const),
];
const BUILDS = ["production", "pvt", "dvt", "evt", "beta"] as const;

interface FrameProps {
  readonly tab: Tab;
  readonly search: QualitySearch;
  /** Of the table that this page can be saved as. */
  readonly csv?: string;
  /** Whether this page counts by a policy that can be chosen. */
  readonly hasPolicy?: boolean;
  readonly children: ReactNode;
}

/** The window ends when the page was opened: else every look were another question. */
export function useQuestion(search: QualitySearch): Question {
  const [openedMs] = useState(() => Date.now());
  return questionOf(search, openedMs);
}

/** A page of quality. */
export function QualityFrame({ tab, search, csv, hasPolicy = false, children }: FrameProps) {
  const { t } = useTranslation();
  const question = { ...useQuestion(search), policy: hasPolicy ? search.policy : undefined };
  const about = { ...caseOf(question), description: t("cases.aboutFilter") };
  const actions = (
    <div className="page-actions">
      <OpenCaseLink about={about}>{t("cases.openAbout")}</OpenCaseLink>
      {csv === undefined ? null : (
        <CsvLink path={csv} question={question} label={t("quality.csv")} />
      )}
    </div>
  );
  return (
    <Page title={t("quality.title")} lead={t("quality.lead")} actions={actions}>
      <nav className="page-tabs" aria-label={t("quality.tabs")}>
        {TABS.map(({ to, name }) => (
          <Link
            key={to}
            to={to}
            search={search}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {t(`quality.tab.${name}`)}
          </Link>
        ))}
      </nav>
      <Filters tab={tab} search={search} hasPolicy={hasPolicy} />
      {children}
    </Page>
  );
}

interface FiltersProps {
  readonly tab: Tab;
  readonly search: QualitySearch;
  readonly hasPolicy: boolean;
}

function Filters({ tab, search, hasPolicy }: FiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const measured = useQuery(measurementsQuery).data?.items ?? [];
  const policies = useQuery(policiesQuery).data?.items ?? [];
  const go = (next: QualitySearch) => void navigate({ to: tab, search: next, replace: true });
  const set = (name: keyof QualitySearch, value: string) => {
    const { [name]: _, ...others } = search;
    go(value === "" ? others : { ...others, [name]: value });
  };
  const setDays = (value: string) => {
    const { from: _, to: __, ...others } = search;
    go({ ...others, days: value });
  };
  const values = (name: "operation" | "partNumber") => [...new Set(measured.map((m) => m[name]))];
  return (
    <form
      className="quality-filters"
      aria-label={t("quality.filter")}
      onSubmit={(e) => e.preventDefault()}
    >
      <WindowChoice search={search} onChange={setDays} />
      <NativeSelect
        label={t("quality.operation")}
        value={search.operation ?? ""}
        onChange={(event) => set("operation", event.target.value)}
        data={[{ value: "", label: t("quality.anyOperation") }, ...values("operation")]}
      />
      <NativeSelect
        label={t("quality.product")}
        value={search.partNumber ?? ""}
        onChange={(event) => set("partNumber", event.target.value)}
        data={[{ value: "", label: t("quality.anyProduct") }, ...values("partNumber")]}
      />
      <NativeSelect
        label={t("quality.build")}
        value={search.buildTag ?? "production"}
        onChange={(event) => set("buildTag", event.target.value)}
        data={[...BUILDS]}
      />
      {hasPolicy ? (
        <NativeSelect
          label={t("quality.policy")}
          value={search.policy ?? "first-pass"}
          onChange={(event) => set("policy", event.target.value)}
          data={policies.map(({ name, title }) => ({ value: name, label: title }))}
        />
      ) : null}
      <Carried search={search} onDrop={(name) => set(name, "")} />
    </form>
  );
}

interface CsvLinkProps {
  readonly path: string;
  readonly question: Question;
  readonly label: string;
}

/** Saves a table of these filters. */
export function CsvLink({ path, question, label }: CsvLinkProps) {
  const address = `${apiAddress(path)}${queryText({ ...question, format: "csv" })}`;
  return (
    <a className="quality-csv" href={address} download>
      {label}
    </a>
  );
}

interface WindowChoiceProps {
  readonly search: QualitySearch;
  readonly onChange: (days: string) => void;
}

function WindowChoice({ search, onChange }: WindowChoiceProps) {
  const { t } = useTranslation();
  const days = daysOf(search);
  return (
    <NativeSelect
      label={t("quality.window")}
      value={days === undefined ? "given" : String(days)}
      onChange={(event) => onChange(event.target.value)}
      data={[
        ...WINDOWS.map((each) => ({
          value: String(each),
          label: each === 0 ? t("quality.allTime") : t("quality.days", { count: each }),
        })),
        ...(days === undefined ? [{ value: "given", label: t("quality.given") }] : []),
      ]}
    />
  );
}

interface CarriedProps {
  readonly search: QualitySearch;
  readonly onDrop: (name: (typeof CARRIED)[number]) => void;
}

/** What a link has narrowed the page to besides: each can be taken off. */
function Carried({ search, onDrop }: CarriedProps) {
  const { t } = useTranslation();
  const given = CARRIED.filter((name) => search[name] !== undefined);
  if (given.length === 0) return null;
  return (
    <fieldset className="quality-carried">
      <legend className="caption">{t("quality.also")}</legend>
      {given.map((name) => (
        <Button key={name} variant="default" onClick={() => onDrop(name)}>
          {t(`quality.dim.${name}`)} {search[name] || t("quality.none")} ✕
        </Button>
      ))}
    </fieldset>
  );
}
