/** The values of one measurement: how they lie, their limits, and where they were measured. */
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DistributionAnswer } from "../../app/contract.ts";
import { formatCount, formatMeasured } from "../../measure/number-format.ts";
import { unitSymbol } from "../../measure/unit-symbol.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Fact, Facts, Section } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { HistogramChart } from "./charts/histogram-chart.tsx";
import { BinTable, LimitTable, PlaceTable } from "./distribution-tables.tsx";
import { QualityFrame, useQuestion } from "./frame.tsx";
import { distributionQuery, measurementsQuery, type Question } from "./queries.ts";
import { RowsLink } from "./rows-link.tsx";
import type { QualitySearch } from "./search.ts";

/** The page of the measurement in the address; without one, what there is to choose from. */
export function MeasurementPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/quality/measurement" });
  const question = useQuestion(search);
  const { measurement, operation, partNumber } = search;
  const isChosen = measurement && operation && partNumber;
  return (
    <QualityFrame tab="/quality/measurement" search={search}>
      <MeasurementChoice search={search} />
      {isChosen ? (
        <Values question={{ ...question, measurement }} />
      ) : (
        <EmptyNote title={t("quality.chooseNone")} hint={t("quality.chooseHint")} />
      )}
    </QualityFrame>
  );
}

function MeasurementChoice({ search }: { search: QualitySearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/quality/measurement" });
  const items = useQuery(measurementsQuery).data?.items ?? [];
  const keyOf = (item: Pick<QualitySearch, "partNumber" | "operation" | "measurement">) =>
    JSON.stringify([item.partNumber, item.operation, item.measurement]);
  const choose = (key: string) => {
    const [partNumber = "", operation = "", measurement = ""] = JSON.parse(key) as string[];
    void navigate({ search: { ...search, partNumber, operation, measurement }, replace: true });
  };
  const known = items.filter(
    (item) =>
      (search.operation === undefined || item.operation === search.operation) &&
      (search.partNumber === undefined || item.partNumber === search.partNumber),
  );
  return (
    <NativeSelect
      className="quality-choice"
      label={t("quality.choose")}
      value={search.measurement === undefined ? "" : keyOf(search)}
      onChange={(event) => choose(event.target.value)}
      data={[
        { value: "", label: t("quality.chooseNone"), disabled: true },
        ...known.map((item) => ({
          value: keyOf(item),
          label: `${item.name} · ${item.operation} · ${item.partNumber}`,
        })),
      ]}
    />
  );
}

function Values({ question }: { question: Question }) {
  const { t } = useTranslation();
  const query = useQuery(distributionQuery(question));
  return (
    <QueryView query={query} what={t("quality.values")}>
      {(answer) =>
        answer.values === undefined ? (
          <EmptyNote title={t("quality.noValues")} hint={t("quality.noValuesHint")} />
        ) : (
          <Distribution answer={answer} values={answer.values} />
        )
      }
    </QueryView>
  );
}

interface DistributionProps {
  readonly answer: DistributionAnswer;
  readonly values: NonNullable<DistributionAnswer["values"]>;
}

function Distribution({ answer, values }: DistributionProps) {
  const { t } = useTranslation();
  const { name, unit, leftOut, read, runs, histogram, limits, slots, rows } = answer;
  const symbol = unitSymbol(unit);
  const left = { ...leftOut, read: formatCount(read), runs: formatCount(runs) };
  return (
    <>
      <Section
        title={name}
        aside={<RowsLink address={rows}>{t("quality.judged", { count: values.n })}</RowsLink>}
      >
        <div className="section-body">
          <Figures answer={answer} values={values} />
          <HistogramChart bins={histogram} limits={limits[0]} />
          <Legend limits={limits[0]} />
          <p className="muted">{t("quality.read", left)}</p>
          <details className="quality-details">
            <summary>{t("quality.histogramTable")}</summary>
            <BinTable bins={histogram} symbol={symbol} />
          </details>
        </div>
      </Section>
      <Section title={t("quality.limits")}>
        <LimitTable limits={limits} />
      </Section>
      <Section title={t("quality.places")}>
        <PlaceTable slots={slots} symbol={symbol} />
      </Section>
    </>
  );
}

function Figures({ answer, values }: DistributionProps) {
  const { t } = useTranslation();
  const symbol = unitSymbol(answer.unit);
  const text = (value: number) => `${formatMeasured(value, [])} ${symbol}`;
  const { n, mean, deviation, min, max } = values;
  return (
    <Facts>
      <Fact name={t("quality.values")}>{formatCount(n)}</Fact>
      <Fact name={t("quality.mean")}>{text(mean)}</Fact>
      <Fact name={t("quality.deviation")}>
        {deviation === undefined ? t("quality.none") : text(deviation)}
      </Fact>
      <Fact name={t("quality.min")}>{text(min)}</Fact>
      <Fact name={t("quality.max")}>{text(max)}</Fact>
      <Fact name={t("quality.out")}>{formatCount(answer.failed)}</Fact>
    </Facts>
  );
}

function Legend({ limits }: { limits: DistributionAnswer["limits"][number] | undefined }) {
  const { t } = useTranslation();
  const bands = (["specification", "acceptance", "warning"] as const).filter(
    (band) => limits?.[band] !== undefined,
  );
  return (
    <ul className="histogram-legend">
      {bands.map((band) => (
        <li key={band} className={`is-${band}`}>
          {t(`quality.band.${band}`)}
        </li>
      ))}
    </ul>
  );
}
