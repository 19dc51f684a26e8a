/** One corrective action: its plan, what came of it, and what comes next. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CorrectiveActionView } from "../../app/contract.ts";
import { Fact, Facts, Page, Section } from "../../parts/page.tsx";
import { QueryView } from "../../parts/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { shareText } from "../quality/share-text.ts";
import { correctiveActionQuery } from "./corrective-queries.ts";
import { NextForm } from "./next-form.tsx";

/** The corrective action of the address. */
export function CorrectiveActionPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/corrective-actions/$id" });
  const query = useQuery(correctiveActionQuery(id));
  return (
    <Page title={query.data?.title ?? t("corrective.title")}>
      <QueryView query={query} what={t("corrective.title")}>
        {(action) => (
          <>
            <Stated action={action} />
            <Section title={t("corrective.next")}>
              <ul className="section-body plain-list case-next">
                {action.next.map((next) => (
                  <li key={next.to}>
                    <NextForm action={action} next={next} />
                  </li>
                ))}
              </ul>
            </Section>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Stated({ action }: { action: CorrectiveActionView }) {
  const { t } = useTranslation();
  return (
    <section className="section section-body case-facts">
      <p>{action.description}</p>
      <Facts>
        <Fact name={t("corrective.state")}>
          <strong>{t(`corrective.stateWord.${action.state}`)}</strong>
        </Fact>
        <Fact name={t("corrective.opened")}>
          <TimeText at={action.openedAt} detail="date-time" />
        </Fact>
        {action.nonconformanceIds.map((id) => (
          <Fact key={id} name={t("corrective.of")}>
            <Link to="/nonconformances/$id" params={{ id }} className="mono">
              {id}
            </Link>
          </Fact>
        ))}
        {(["owner", "dueOn", "causeMethod"] as const).map((name) =>
          action[name] === undefined ? null : (
            <Fact key={name} name={t(`corrective.${name}`)}>
              {action[name]}
            </Fact>
          ),
        )}
        {(["cause", "similar", "implementation"] as const).map((name) =>
          action[name] === undefined ? null : (
            <Fact key={name} name={t(`corrective.${name}`)} wide>
              {action[name]}
            </Fact>
          ),
        )}
        <Measured action={action} />
      </Facts>
    </section>
  );
}

/** What is done, what will count as success, and what the time since showed. */
function Measured({ action }: { action: CorrectiveActionView }) {
  const { t } = useTranslation();
  const { actions = [], criterion, evaluation } = action;
  return (
    <>
      {actions.length === 0 ? null : (
        <Fact name={t("corrective.actions")} wide>
          <ul>
            {actions.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Fact>
      )}
      {criterion === undefined ? null : (
        <Fact name={t("corrective.criterion")} wide>
          {criterion.kind === "stated"
            ? criterion.text
            : t("corrective.asYield", {
                share: shareText(criterion.atLeast),
                units: criterion.unitsMin,
              })}
        </Fact>
      )}
      {evaluation === undefined ? null : (
        <Fact name={t("corrective.evaluation")} wide>
          <strong>
            {t(evaluation.effective ? "corrective.effective" : "corrective.notEffective")}
          </strong>{" "}
          {evaluation.counted === undefined
            ? null
            : t("corrective.counted", {
                counted: evaluation.counted,
                passed: evaluation.passed ?? 0,
              })}{" "}
          {evaluation.note}
        </Fact>
      )}
    </>
  );
}
