/** The limits of a product at an operation: versions, what changes, and what it would have done. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { productsQuery } from "../../app/queries.ts";
import { bandText, limitsText } from "../../measure/measurement-text.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Page, Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import {
  limitSetDiffQuery,
  limitSetQuery,
  limitSetsQuery,
  limitsIn,
  moveLimitSet,
  type VersionDetail,
  type VersionSummary,
} from "./controlled-queries.ts";
import { LimitTrial } from "./limit-trial.tsx";
import { ProposeForm } from "./propose-form.tsx";
import { SignatureTable } from "./signature-table.tsx";
import { StepForm } from "./step-form.tsx";
import { useStatusWord } from "./use-status-word.ts";
import "./controlled.css";

const route = getRouteApi("/products/$partNumber/limits/$operation");

/** Product and operation stand in the address. */
export function LimitsPage() {
  const { t } = useTranslation();
  const { partNumber, operation } = route.useParams();
  const title = t("limitSets.title", { partNumber, operation });
  const sets = useQuery(limitSetsQuery(partNumber, operation));
  const [chosen, setChosen] = useState<number>();
  return (
    <Page
      title={title}
      lead={t("limitSets.lead")}
      actions={
        <Link to="/products/$partNumber" params={{ partNumber }}>
          {partNumber}
        </Link>
      }
    >
      <QueryView query={sets} what={title}>
        {({ items }) => {
          const shown = items.find(({ version }) => version === chosen) ?? items[0];
          return (
            <>
              <Versions items={items} shown={shown} onChoose={setChosen} />
              {shown === undefined ? null : <Version key={shown.version} summary={shown} />}
              <Propose items={items} />
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

interface VersionsProps {
  readonly items: readonly VersionSummary[];
  readonly shown: VersionSummary | undefined;
  readonly onChoose: (version: number) => void;
}

function Versions({ items, shown, onChoose }: VersionsProps) {
  const { t } = useTranslation();
  const statusWord = useStatusWord();
  if (items.length === 0) {
    return <EmptyNote title={t("limitSets.none")} hint={t("limitSets.noneHint")} />;
  }
  return (
    <Section title={t("limitSets.versions")}>
      <TableScroll label={t("limitSets.versions")}>
        <table className="rows">
          <thead>
            <tr>
              <th>{t("controlled.versionColumn")}</th>
              <th>{t("controlled.status")}</th>
              <th>{t("controlled.when")}</th>
              <th>{t("controlled.hash")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ version, status, inForce, changedAt, hash }) => (
              <tr key={version}>
                <td>
                  <Button
                    variant="default"
                    className="limit-version"
                    mih={44}
                    aria-current={version === shown?.version}
                    onClick={() => onChoose(version)}
                  >
                    {t("products.version", { version })}
                  </Button>
                </td>
                <td>
                  {statusWord(status)}
                  {inForce ? <strong> ✓ {t("controlled.inForce")}</strong> : null}
                </td>
                <td>
                  <TimeText at={changedAt} detail="date-time" />
                </td>
                <td className="mono" title={hash}>
                  {hash.slice(0, 12)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Section>
  );
}

function Version({ summary }: { summary: VersionSummary }) {
  const { t } = useTranslation();
  const { id, version } = summary;
  const query = useQuery(limitSetQuery(id, version));
  const title = `${id} ${t("products.version", { version })}`;
  return (
    <Section title={title}>
      <div className="section-body controlled-body">
        <QueryView query={query} what={title}>
          {(detail) => (
            <>
              <LimitTable detail={detail} />
              {version > 1 ? <Differences id={id} to={version} /> : null}
              <LimitTrial detail={detail} />
              <h3>{t("controlled.signatures")}</h3>
              <SignatureTable signatures={detail.signatures} />
              <StepForm
                next={detail.next}
                expectedVersion={detail.recordVersion}
                onStep={(step) => moveLimitSet(detail, step)}
              />
            </>
          )}
        </QueryView>
      </div>
    </Section>
  );
}

function LimitTable({ detail }: { detail: VersionDetail }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("controlled.limits")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("column.measurement")}</th>
            <th>{t("limit.acceptance")}</th>
            <th>{t("limit.specification")}</th>
            <th>{t("limit.warning")}</th>
          </tr>
        </thead>
        <tbody>
          {limitsIn(detail).map(({ measurement, limits }) => (
            <tr key={measurement}>
              <td className="mono">{measurement}</td>
              <td className="num strong">{limitsText(limits)}</td>
              <td className="num">{bandText(limits, limits.specification)}</td>
              <td className="num muted">{bandText(limits, limits.warning)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Differences({ id, to }: { id: string; to: number }) {
  const { t } = useTranslation();
  const from = to - 1;
  const query = useQuery(limitSetDiffQuery(id, from, to));
  const title = t("limitSets.changes", { from, to });
  return (
    <div>
      <h3>{title}</h3>
      <QueryView query={query} what={title}>
        {({ differences }) =>
          differences.length === 0 ? (
            <p className="muted">{t("limitSets.noChanges")}</p>
          ) : (
            <TableScroll label={title}>
              <table className="rows">
                <thead>
                  <tr>
                    <th>{t("limitSets.place")}</th>
                    <th>{t("limitSets.before")}</th>
                    <th>{t("limitSets.after")}</th>
                  </tr>
                </thead>
                <tbody>
                  {differences.map(({ path, before, after }) => (
                    <tr key={path}>
                      <td className="mono">{path}</td>
                      <td className="num">{shownValue(before)}</td>
                      <td className="num strong">{shownValue(after)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableScroll>
          )
        }
      </QueryView>
    </div>
  );
}

const shownValue = (value: unknown) => (value === undefined ? "—" : JSON.stringify(value));

function Propose({ items }: { items: readonly VersionSummary[] }) {
  const { partNumber, operation } = route.useParams();
  const products = useQuery(productsQuery);
  const procedures = products.data?.items.find(
    (each) => each.partNumber === partNumber,
  )?.procedures;
  const procedure = procedures?.find((each) => each.operation === operation);
  if (procedure === undefined) return null;
  return <ProposeForm items={items} place={{ partNumber, operation }} procedure={procedure} />;
}
