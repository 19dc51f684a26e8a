/** Requirement → measurement → result, unit by unit. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { apiAddress, getApi, queryText } from "../../app/api.ts";
import { productsQuery } from "../../app/queries.ts";
import { EmptyNote, ReadingNote } from "../../parts/notice.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem-panel.tsx";
import { RequirementTable, UnitTable } from "./requirement-tables.tsx";
import "./requirements.css";

/** What is looked at, as it stands in the address. */
interface MatrixSearch {
  readonly partNumber?: string;
  readonly orderId?: string;
}

function matrixQuery({ partNumber = "", orderId }: MatrixSearch) {
  return infiniteQueryOptions({
    queryKey: ["requirement-matrix", partNumber, orderId],
    queryFn: ({ pageParam, signal }) =>
      getApi("/requirement-matrix", {
        query: { partNumber, orderId, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** The matrix of the product in the address. */
export function RequirementsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/requirements" });
  const { partNumber } = search;
  const actions =
    partNumber === undefined ? undefined : (
      <a
        className="requirement-csv"
        href={`${apiAddress("/requirement-matrix")}${queryText({ ...search, format: "csv" })}`}
        download
      >
        {t("requirements.csv")}
      </a>
    );
  return (
    <Page title={t("requirements.title")} lead={t("requirements.lead")} actions={actions}>
      <Choice search={search} />
      {partNumber === undefined ? (
        <EmptyNote title={t("requirements.choose")} hint={t("requirements.lead")} />
      ) : (
        <Matrix search={search} />
      )}
    </Page>
  );
}

function Choice({ search }: { search: MatrixSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/requirements" });
  const products = useQuery(productsQuery).data?.items ?? [];
  const show = (partNumber: string, orderId: string) =>
    void navigate({
      search: {
        ...(partNumber === "" ? {} : { partNumber }),
        ...(orderId === "" ? {} : { orderId }),
      },
      replace: true,
    });
  return (
    <form
      className="requirement-choice"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        show(String(fields.get("partNumber")), String(fields.get("orderId")).trim());
      }}
    >
      <NativeSelect
        name="partNumber"
        label={t("requirements.product")}
        value={search.partNumber ?? ""}
        onChange={(event) => show(event.currentTarget.value, "")}
        data={[
          { value: "", label: t("requirements.choose") },
          ...products.map(({ partNumber, name }) => ({
            value: partNumber,
            label: `${partNumber} · ${name}`,
          })),
        ]}
      />
      <TextInput
        name="orderId"
        key={search.orderId ?? ""}
        label={t("requirements.order")}
        defaultValue={search.orderId ?? ""}
        autoComplete="off"
      />
      <Button type="submit" variant="default">
        {t("requirements.show")}
      </Button>
    </form>
  );
}

function Matrix({ search }: { search: MatrixSearch }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(matrixQuery(search));
  if (query.data === undefined) {
    return query.isError ? (
      <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <ReadingNote what={t("requirements.title")} />
    );
  }
  const [first] = query.data.pages;
  const items = query.data.pages.flatMap((page) => page.items);
  if (first === undefined || first.requirements.length === 0) {
    return <EmptyNote title={t("requirements.none")} hint={t("requirements.noneHint")} />;
  }
  return (
    <>
      <Gaps gaps={first.gaps} />
      <Section title={t("requirements.requirement")}>
        <RequirementTable requirements={first.requirements} />
      </Section>
      <Section title={t("requirements.units")}>
        {items.length === 0 ? (
          <EmptyNote title={t("requirements.noUnits")} hint={t("requirements.noUnitsHint")} />
        ) : (
          <UnitTable requirements={first.requirements} items={items} />
        )}
        {query.hasNextPage ? (
          <p className="section-body">
            <Button variant="default" onClick={() => void query.fetchNextPage()}>
              {t("requirements.more")}
            </Button>
          </p>
        ) : null}
      </Section>
    </>
  );
}

function Gaps({ gaps }: { gaps: readonly string[] }) {
  const { t } = useTranslation();
  if (gaps.length === 0) return <p className="muted">{t("requirements.noGaps")}</p>;
  return (
    <Section title={t("requirements.gaps")}>
      <ul className="section-body requirement-gaps">
        {gaps.map((gap) => (
          <li key={gap}>{gap}</li>
        ))}
      </ul>
    </Section>
  );
}
