/** One nonconformance: what comes next and what is missing for it, its units, the decisions. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { NonconformanceDetail } from "../../app/contract.ts";
import { CommandForm, Field, textOf } from "../../parts/command/command-form.tsx";
import { Fact, Facts, Page, Section } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { ContainForm } from "./contain-form.tsx";
import { LineSection } from "./line-section.tsx";
import { nonconformanceQuery } from "./nonconformance-queries.ts";
import "./nonconformances.css";

/** The nonconformance of the address. */
export function NonconformancePage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/nonconformances/$id" });
  const query = useQuery(nonconformanceQuery(id));
  return (
    <Page title={query.data?.title ?? t("cases.title")}>
      <QueryView query={query} what={t("cases.title")}>
        {(detail) => <Whole detail={detail} />}
      </QueryView>
    </Page>
  );
}

function Whole({ detail }: { detail: NonconformanceDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <section className="section section-body case-facts">
        <p>{detail.description}</p>
        <Facts>
          <Fact name={t("cases.state")}>
            <strong>{t(`cases.stateWord.${detail.state}`)}</strong>
          </Fact>
          <Fact name={t("cases.severity")}>{t(`cases.${detail.severity}`)}</Fact>
          <Fact name={t("cases.units")}>{detail.units}</Fact>
          <Fact name={t("cases.pending")}>{detail.pending}</Fact>
          <Fact name={t("cases.opened")}>
            <TimeText at={detail.openedAt} detail="date-time" />
          </Fact>
          {(["containment", "cause", "verification"] as const).map((name) =>
            detail[name] === undefined ? null : (
              <Fact key={name} name={t(`cases.${name}`)} wide>
                {detail[name]}
              </Fact>
            ),
          )}
        </Facts>
      </section>
      <NextSection detail={detail} />
      {detail.state === "closed" ? null : <ContainForm id={detail.id} />}
      <LineSection detail={detail} />
      <p className="section-body">
        <Link to="/corrective-actions" search={{ nonconformance: detail.id }}>
          {t("corrective.one")}
        </Link>
      </p>
    </>
  );
}

type Next = NonconformanceDetail["next"][number];

function NextSection({ detail }: { detail: NonconformanceDetail }) {
  const { t } = useTranslation();
  return (
    <Section title={t("cases.next")}>
      <ul className="section-body plain-list case-next">
        {detail.next.map((next) => (
          <li key={next.to}>
            <NextForm detail={detail} next={next} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What a transition asks for besides being asked for. */
const ASKED = {
  contained: "containment",
  dispositioned: "cause",
  verified: "verification",
} as const;

function NextForm({ detail, next }: { detail: NonconformanceDetail; next: Next }) {
  const { t } = useTranslation();
  const { to } = next;
  const asked = to in ASKED ? ASKED[to as keyof typeof ASKED] : undefined;
  // What a field can still state is not missing yet.
  const missing = next.missing.filter(({ guard }) => guard !== asked);
  const isBack = to === "reopened" || (to === "investigating" && detail.state !== "contained");
  const body = (fields: FormData) => ({
    to,
    ...Object.fromEntries(
      ["containment", "cause", "verification", "reason"].flatMap((name) => {
        const text = textOf(fields, name);
        return text === undefined ? [] : [[name, text]];
      }),
    ),
  });
  return (
    <>
      <CommandForm
        label={t(`cases.become.${to}`)}
        path={`/nonconformances/${detail.id}/transitions`}
        body={body}
        isDisabled={missing.length > 0}
        {...(to === "closed" ? { meaning: "approved" } : {})}
      >
        {asked === undefined || detail[asked] !== undefined ? null : (
          <Field
            name={asked}
            label={t(`cases.${asked}`)}
            isNeeded={asked !== "containment"}
            isWide
          />
        )}
        {isBack ? <Field name="reason" label={t("command.reason")} isNeeded isWide /> : null}
      </CommandForm>
      {missing.length === 0 ? null : (
        <p className="case-missing">
          {t("cases.missing")} {missing.map(({ message }) => message).join("; ")}
        </p>
      )}
    </>
  );
}
