/** The projected finish of an order with everything it was made of. */
import { useTranslation } from "react-i18next";
import type { FinishView, OutlookAnswer } from "../../../app/contract.ts";
import { asRead, formatCount } from "../../../measure/number-format.ts";
import { Fact, Facts, Section } from "../../../parts/page.tsx";
import { TimeText } from "../../../parts/time-text.tsx";
import { chanceText, ExpectedText, LateText } from "../finish-text.tsx";

/** A date with its interval, or why there is none. */
export function Finish({ outlook: { finish, order } }: { outlook: OutlookAnswer }) {
  const { t } = useTranslation();
  const { passages, passagesMin: min } = finish.inputs;
  return (
    <Section title={t("operations.finish")}>
      <div className="section-body order-finish">
        <p className="order-expected">
          <strong>
            <ExpectedText finish={finish} />
          </strong>{" "}
          {order.dueAt === undefined ? null : (
            <span className="muted">
              {t("operations.dueOn")} <TimeText at={order.dueAt} detail="date" />
            </span>
          )}{" "}
          <LateText finish={finish} dueAt={order.dueAt} />
        </p>
        {finish.state === "not_enough_data" ? (
          <p>{t("operations.finishFew", { passages: formatCount(passages), min })}</p>
        ) : null}
        <Interval finish={finish} />
        <details className="operations-details">
          <summary>{t("operations.finishHint")}</summary>
          <Inputs inputs={finish.inputs} />
        </details>
      </div>
    </Section>
  );
}

function Interval({ finish: { p50, p80, p95, onTime } }: { finish: FinishView }) {
  const { t } = useTranslation();
  if (p50 === undefined || p80 === undefined || p95 === undefined) return null;
  return (
    <Facts>
      <Fact name={t("operations.median")}>
        <TimeText at={p50} detail="date" />
      </Fact>
      <Fact name={t("operations.p80")}>
        <TimeText at={p80} detail="date" />
      </Fact>
      <Fact name={t("operations.p95")}>
        <TimeText at={p95} detail="date" />
      </Fact>
      {onTime === undefined ? null : (
        <Fact name={t("operations.chance")}>{chanceText(onTime)}</Fact>
      )}
    </Facts>
  );
}

function Inputs({ inputs }: { inputs: FinishView["inputs"] }) {
  const { t } = useTranslation();
  const { remaining, waiting, ahead, passages, good, meanGapS, from, to } = inputs;
  const share = { good: formatCount(good), passages: formatCount(passages) };
  return (
    <Facts>
      <Fact name={t("operations.remaining")}>{formatCount(remaining)}</Fact>
      <Fact name={t("operations.waiting")}>{formatCount(waiting)}</Fact>
      <Fact name={t("operations.ahead")}>{formatCount(ahead)}</Fact>
      <Fact name={t("operations.passages")}>{t("operations.passagesText", share)}</Fact>
      {meanGapS === undefined ? null : (
        <Fact name={t("operations.gap")}>
          {t("operations.gapText", { minutes: asRead((meanGapS / 60).toFixed(1)) })}
        </Fact>
      )}
      {from === undefined || to === undefined ? null : (
        <Fact name={t("operations.since")}>
          <TimeText at={from} detail="date" /> – <TimeText at={to} detail="date" />
        </Fact>
      )}
      <Fact name={t("operations.calendar")}>{t(`operations.calendarOf.${inputs.calendar}`)}</Fact>
      <Fact name={t("operations.futures")}>{formatCount(inputs.draws)}</Fact>
      <Fact name={t("operations.inputsHash")} wide>
        <span className="mono">{inputs.hash.slice(0, 16)}</span>
      </Fact>
    </Facts>
  );
}
