/** What the units that fail now have in common, against those before and beside them. */
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChangeAnswer } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { OpenCaseLink } from "../../parts/open-case-link.tsx";
import { Fact, Facts, Section, TableScroll } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { useTimeFormat, useTimeZone } from "../../parts/use-time.ts";
import { caseOfValue } from "./case-about.ts";
import { CountedNote } from "./counted-note.tsx";
import { QualityFrame } from "./frame.tsx";
import { changeQuery, type Question } from "./queries.ts";
import { RowsLink } from "./rows-link.tsx";
import { daysOf, type QualitySearch, questionOf } from "./search.ts";
import { ratioText, shareText } from "./share-text.ts";

const DAY_MS = 86_400_000;

/** Two windows of the same length, the later one ending now. */
export function ChangesPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/quality/changes" });
  const question = useWindows(search);
  const query = useQuery(changeQuery(question));
  return (
    <QualityFrame tab="/quality/changes" search={search} hasPolicy>
      <QueryView query={query} what={t("quality.tab.changes")}>
        {(answer) => <Changes answer={answer} />}
      </QueryView>
    </QualityFrame>
  );
}

/** The window of the page in halves; where the address says its ends, all before is the earlier. */
function useWindows(search: QualitySearch): Question {
  const [openedMs] = useState(() => Date.now());
  const filter = { ...questionOf(search, openedMs), policy: search.policy };
  const days = daysOf(search);
  if (days === undefined) return { ...filter, from: search.from ?? "1970-01-01T00:00:00Z" };
  const lengthMs = (days === 0 ? 365 : days) * DAY_MS;
  const at = (beforeMs: number) => new Date(openedMs - beforeMs).toISOString();
  return { ...filter, from: at(lengthMs / 2), baseFrom: at(lengthMs) };
}

function Changes({ answer }: { answer: ChangeAnswer }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const { items, examined, method, policy, later } = answer;
  if (items.length === 0) {
    return <EmptyNote title={t("quality.changesNone")} hint={t("quality.changesNoneHint")} />;
  }
  return (
    <Section title={t("quality.tab.changes")} hint={t("quality.changesHint")}>
      <div className="section-body">
        <Windows answer={answer} />
        <Overall answer={answer} />
      </div>
      <ChangeTable answer={answer} />
      <div className="section-body">
        <p className="muted">
          {t("quality.examined", { count: examined })} {method}
        </p>
        <CountedNote policy={policy} from={later.from} zone={zone} />
      </div>
    </Section>
  );
}

function Windows({ answer: { earlier, later } }: { answer: ChangeAnswer }) {
  const { t } = useTranslation();
  const format = useTimeFormat("date-time");
  const windows = [
    { name: t("quality.earlier"), ...earlier },
    { name: t("quality.later"), ...later },
  ];
  return (
    <Facts>
      {windows.map(({ name, from, to, n, failed }) => (
        <Fact key={name} name={name} wide>
          <strong>
            <FailRate failed={failed} n={n} />
          </strong>
          <br />
          <span className="muted">
            {from === undefined ? "…" : format(from)} – {to === undefined ? "…" : format(to)}
          </span>
        </Fact>
      ))}
    </Facts>
  );
}

function Overall({ answer: { overall } }: { answer: ChangeAnswer }) {
  const { t } = useTranslation();
  if (overall === undefined) return <p>{t("quality.overallNone")}</p>;
  const { ratio, low, high } = overall;
  const texts = { ratio: ratioText(ratio), low: ratioText(low), high: ratioText(high) };
  return <p>{t("quality.overall", texts)}</p>;
}

/** "4.2 %, 12 of 288". */
function FailRate({ failed, n }: { failed: number; n: number }) {
  const { t } = useTranslation();
  if (n === 0) return <span className="muted">{t("quality.none")}</span>;
  const counts = { passed: formatCount(failed), n: formatCount(n) };
  return (
    <>
      {shareText(failed / n)} · {t("quality.of", counts)}
    </>
  );
}

function ChangeTable({ answer }: { answer: ChangeAnswer }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("quality.tab.changes")}>
      <table className="rows change-table">
        <thead>
          <tr>
            <th>{t("quality.dimension")}</th>
            <th>{t("quality.value")}</th>
            <th className="right">{t("quality.ratio")}</th>
            <th className="right">{t("quality.interval")}</th>
            <th>{t("quality.differs")}</th>
            <th className="right">{t("quality.nowFailed")}</th>
            <th className="right">{t("quality.beforeFailed")}</th>
            <th className="right">{t("quality.othersFailed")}</th>
            <th>{t("cases.title")}</th>
          </tr>
        </thead>
        <tbody>
          {answer.items.map((item) => (
            <ChangeRow
              key={JSON.stringify([item.dimension, item.value, item.station])}
              item={item}
              answer={answer}
            />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

interface ChangeRowProps {
  readonly item: ChangeAnswer["items"][number];
  readonly answer: ChangeAnswer;
}

function ChangeRow({ item, answer }: ChangeRowProps) {
  const { t } = useTranslation();
  const { dimension, value, after, before, others, differs, isNew, rows } = item;
  return (
    <tr className={differs ? "is-different" : ""}>
      <td>{t(`quality.dim.${dimension}`)}</td>
      <th scope="row" title={value}>
        {valueText(item) || t("quality.none")}
        {isNew ? <span className="quality-new">{t("quality.new")}</span> : null}
      </th>
      <td className="right num strong">{ratioText(item.ratio)}</td>
      <td className="right num">
        {ratioText(item.low)} – {ratioText(item.high)}
      </td>
      <td>{differs ? `● ${t("quality.differs")}` : `○ ${t("quality.differsNot")}`}</td>
      <td className="right num">
        <RowsLink address={rows}>
          <FailRate {...after} />
        </RowsLink>
      </td>
      <td className="right num">
        <FailRate {...before} />
      </td>
      <td className="right num">
        <FailRate {...others} />
      </td>
      <td>
        <OpenAbout item={item} answer={answer} />
      </td>
    </tr>
  );
}

/** About all units with this value: those of a lot wherever they are, others by their runs. */
function OpenAbout({ item, answer }: ChangeRowProps) {
  const { t } = useTranslation();
  const { dimension, after, others, ratio } = item;
  const value = valueText(item) || t("quality.none");
  const word = t(`quality.dim.${dimension}`);
  const counts = { failed: after.failed, n: after.n };
  const about = {
    ...caseOfValue(item, answer),
    title: t("cases.aboutChange", { dimension: word, value, ratio: ratioText(ratio) }),
    description: t("cases.aboutChangeText", {
      ...counts,
      ...{ othersFailed: others.failed, othersN: others.n },
    }),
  };
  return (
    <OpenCaseLink
      about={about}
      label={t("cases.openAboutValue", { value: `${word} ${value}` })}
      isSmall
    >
      {t("cases.openShort")}
    </OpenCaseLink>
  );
}

/** A hash is told by its beginning; the whole of it is in the title. */
function valueText({ dimension, value, station, componentPart }: ChangeAnswer["items"][number]) {
  if (dimension === "procedureHash") return value.slice(0, 12);
  const beside = station ?? componentPart;
  return beside === undefined || value === "" ? value : `${beside} · ${value}`;
}
