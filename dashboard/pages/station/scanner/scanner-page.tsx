/** Sets up a scanner: what arrives of a test code, what is wrong with it, and what to change. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { apiAddress, getApi } from "../../../app/api.ts";
import type { ScanReading } from "../../../app/contract.ts";
import { Page, Section } from "../../../parts/page.tsx";
import { SCAN_FIELD, useScanFocus } from "../../../parts/program/use-scan-focus.ts";
import { meaningOf } from "../scan/flow/wedge.ts";
import { diagnose, FACTS, type Finding, type HeardKey, typedText } from "./diagnose.ts";
import "../scan/scan.css";
import "./scanner.css";

/** No key for so long: the scan has ended, with or without Enter. */
const SILENT_MS = 400;

/** The page of the station in the address. */
export function ScannerPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false });
  const [heard, setHeard] = useState<readonly HeardKey[]>([]);
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  const take = (keys: readonly HeardKey[]) => {
    setHeard(keys);
    const told = diagnose(keys);
    setFindings((before) => [
      ...before.filter(({ fact }) => !told.some((each) => each.fact === fact)),
      ...told,
    ]);
  };
  return (
    <Page title={t("work.scanner.title")} lead={t("work.scanner.lead")}>
      <p className="scan-tools">
        <a className="work-link" href={apiAddress(`/stations/${encodeURIComponent(id)}/cards.pdf`)}>
          {t("work.scanner.codes")}
        </a>
        <Link className="work-link" to="/stations/$id" params={{ id }}>
          {t("work.scanner.back")}
        </Link>
      </p>
      <div className="scan-panel">
        <TestField onKeys={take} />
      </div>
      <Section title={t("work.scanner.sees")}>
        <div className="section-body">
          {heard.length === 0 ? (
            <p className="muted">{t("work.scanner.nothing")}</p>
          ) : (
            <Arrived keys={heard} />
          )}
        </div>
      </Section>
      <Section title={t("work.scanner.checks")}>
        <ul className="checks section-body">
          {FACTS.map((fact) => (
            <FactRow
              key={fact}
              name={t(`work.scanner.fact.${fact}`)}
              finding={findings.find((each) => each.fact === fact)}
            />
          ))}
        </ul>
      </Section>
    </Page>
  );
}

/** Every key as it comes; the field is empty again after each scan. */
function TestField({ onKeys }: { readonly onKeys: (keys: readonly HeardKey[]) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const keys = useRef<HeardKey[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useScanFocus(field);
  // A key that only moves the focus here is not told to the field: the scan would lack it.
  useEffect(() => field.current?.focus(), []);
  const finish = () => {
    clearTimeout(timer.current);
    if (keys.current.some(({ key }) => key.length === 1)) onKeys(keys.current);
    keys.current = [];
    if (field.current !== null) field.current.value = "";
  };
  const press = (event: KeyboardEvent) => {
    const { key, ctrlKey, altKey } = event;
    const at = performance.now();
    const before = keys.current.at(-1);
    const last = before && { at: before.at, text: typedText(keys.current) };
    const meaning = meaningOf({ key, ctrlKey, altKey, at }, last);
    if (meaning === "plain" && key.length > 1) return;
    keys.current.push({ key: meaning === "gs" ? "\u001d" : key, at });
    clearTimeout(timer.current);
    timer.current = setTimeout(finish, SILENT_MS);
    if (meaning === "plain") return;
    event.preventDefault();
    if (meaning === "end") finish();
  };
  return (
    <div className="scan-form">
      <label htmlFor="test-scan">{t("work.scanner.field")}</label>
      <div className="scan-row">
        <input
          id="test-scan"
          ref={field}
          {...{ [SCAN_FIELD]: "" }}
          className="mono"
          maxLength={400}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onKeyDown={press}
        />
      </div>
    </div>
  );
}

function Arrived({ keys }: { readonly keys: readonly HeardKey[] }) {
  const { t } = useTranslation();
  const text = typedText(keys).trim();
  const { data } = useQuery({
    queryKey: ["scan-reading", text],
    queryFn: ({ signal }) => getApi("/scan-reading", { query: { text }, signal }),
    enabled: text !== "",
  });
  return (
    <>
      <p className="scanner-keys">
        <span className="visually-hidden">{t("work.scanner.keys")}: </span>
        {keys.map(({ key, at }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the keys of one scan never move
          <kbd key={`${at}/${index}`} className={key.length === 1 && key > " " ? "" : "is-special"}>
            {key === "\u001d" ? "GS" : key === " " ? "␣" : key}
          </kbd>
        ))}
      </p>
      {data === undefined ? null : (
        <p>
          {t("work.scanner.reading")}: <Reading reading={data} />
        </p>
      )}
    </>
  );
}

function Reading({ reading }: { readonly reading: ScanReading }) {
  const { t } = useTranslation();
  const { kind, units = [], command = "", why = "" } = reading;
  if (kind === "card") return <strong>{t("work.scanner.card", { command })}</strong>;
  const [first] = units;
  if (first === undefined) return <strong>{t("work.scanner.unreadable", { why })}</strong>;
  return (
    <>
      <strong>{t("work.scanner.unit", { serial: first.serialNumber })}</strong>
      {first.partNumber === undefined
        ? null
        : ` · ${t("work.scanner.unitMore", { part: first.partNumber })}`}
      {units.length > 1 ? ` · ${t("work.scanner.several", { count: units.length })}` : null}
    </>
  );
}

interface FactRowProps {
  readonly name: string;
  readonly finding: Finding | undefined;
}

function FactRow({ name, finding }: FactRowProps) {
  const { t } = useTranslation();
  const state = finding === undefined ? "pending" : finding.isFine ? "ok" : "refused";
  return (
    <li className={`check is-${state}`}>
      <span className="check-mark" aria-hidden="true">
        {{ pending: "…", ok: "✓", refused: "✕" }[state]}
      </span>
      <div>
        <p className="check-name">
          {name}{" "}
          <span>
            {finding === undefined
              ? t("work.scanner.unknown")
              : t(finding.isFine ? "work.scanner.fine" : "work.scanner.wrong")}
          </span>
        </p>
        {finding === undefined ? null : <FoundText finding={finding} />}
      </div>
    </li>
  );
}

/** The values of a finding are those that its own words name. */
function FoundText({ finding }: { readonly finding: Finding }) {
  const { t } = useTranslation();
  const { ms = "", expected = "", got = "", text = "" } = finding.values;
  return <p>{t(`work.scanner.found.${finding.found}`, { ms, expected, got, text })}</p>;
}
