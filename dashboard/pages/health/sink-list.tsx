import { useTranslation } from "react-i18next";
import type { AccountView, SinkView } from "../../app/contract.ts";
import { formatCount } from "../../measure/number-format.ts";
import { EmptyNote } from "../../parts/notice.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";
import { RemedyText } from "../../parts/remedy-text.tsx";
import { TimeText } from "../../parts/time-text.tsx";

/** In the order of the equation: appended = all the others. */
const PARTS = [
  "delivered",
  "pending",
  "quarantined",
  "discarded",
  "dropped",
  "notRouted",
] as const satisfies readonly (keyof AccountView)[];

/** Each sink with its account, written as the equation it must satisfy. */
export function SinkList({ sinks }: { sinks: readonly SinkView[] }) {
  const { t } = useTranslation();
  if (sinks.length === 0) {
    return <EmptyNote title={t("health.noSinks")} hint={t("health.noSinksHint")} />;
  }
  return (
    <Section title={t("health.sinks")}>
      {sinks.map((sink) => (
        <Sink key={sink.name} sink={sink} />
      ))}
    </Section>
  );
}

function Sink({ sink }: { sink: SinkView }) {
  const { t } = useTranslation();
  return (
    <div className="sink">
      <p className="sink-head">
        <strong>{sink.name}</strong>
        <span className={`sink-state is-sink-${sink.state}`}>
          <span className="sink-mark" aria-hidden="true" />
          {t(`sinkState.${sink.state}`)}
        </span>
        <span className="muted">
          {sink.kind} · <span className="mono">{sink.target}</span>
        </span>
      </p>
      {sink.fault === undefined ? null : (
        <div className="sink-fault" role="alert">
          <strong>{sink.fault.message}</strong>
          <p>
            <RemedyText text={sink.fault.remedy} /> <span className="mono">{sink.fault.code}</span>
          </p>
        </div>
      )}
      <Behind accounts={sink.accounts} />
      <TableScroll label={`${t("health.account")} ${sink.name}`}>
        <Accounts sink={sink} />
      </TableScroll>
      {sink.accounts.map((account) => (
        <Quarantine key={account.stream} account={account} />
      ))}
    </div>
  );
}

/** Deliveries take a moment: what is younger is no delay. */
const BEHIND_AFTER_MS = 15_000;

/** Since when the receiver lacks something. */
function Behind({ accounts }: { accounts: readonly AccountView[] }) {
  const { t } = useTranslation();
  const oldest = accounts
    .flatMap(({ oldestPending }) => oldestPending ?? [])
    .sort()
    .at(0);
  if (oldest === undefined || Date.now() - Date.parse(oldest) < BEHIND_AFTER_MS) return null;
  return (
    <p className="sink-behind">
      {t("health.behindSince")} <TimeText at={oldest} detail="date-time" />
    </p>
  );
}

/** What is held and why: the count alone says nothing of what to mend. */
function Quarantine({ account: { stream, quarantine = [] } }: { account: AccountView }) {
  const { t } = useTranslation();
  if (quarantine.length === 0) return null;
  return (
    <div className="sink-fault" role="note">
      <p>
        <strong>{t("health.quarantine", { stream: t(`stream.${stream}`) })}</strong>
      </p>
      <ul className="sink-reasons">
        {quarantine.map(({ reason, positions, latestPosition, since }) => (
          <li key={reason}>
            <span className="mono">{reason}</span>
            <span className="muted">
              {" · "}
              {t("health.held", {
                count: positions,
                positions: formatCount(positions),
                latest: formatCount(latestPosition),
              })}
              {" · "}
              <TimeText at={since} detail="date-time" />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What a broker took is handed over; whether anybody behind it has it is not known here. */
function Accounts({ sink: { kind, accounts } }: { sink: SinkView }) {
  const { t } = useTranslation();
  return (
    <table className="rows account">
      <thead>
        <tr>
          <th>{t("health.stream")}</th>
          <th className="right">{t("health.appended")}</th>
          {PARTS.map((part) => (
            <th key={part} className="right">
              {t(part === "delivered" && kind === "mqtt" ? "health.handedOver" : `health.${part}`)}
            </th>
          ))}
          <th>{t("health.account")}</th>
        </tr>
      </thead>
      <tbody>
        {accounts.flatMap((account) => [
          <AccountRow
            key={account.stream}
            account={account}
            name={t(`stream.${account.stream}`)}
          />,
          ...(account.classes ?? []).map((own) => (
            <AccountRow
              key={`${account.stream} ${own.class}`}
              account={own}
              name={t("quarantine.class", { class: t(`entryClass.${own.class}`) })}
              isPart
            />
          )),
        ])}
      </tbody>
    </table>
  );
}

interface AccountRowProps {
  readonly account: Pick<AccountView, "appended" | "balanced" | (typeof PARTS)[number]>;
  readonly name: string;
  /** Of a row above: smaller, and not to be added to it. */
  readonly isPart?: boolean;
}

/** The page adds up by itself too: a wrong sum can not hide behind the gateway's own word. */
function AccountRow({ account, name, isPart = false }: AccountRowProps) {
  const { t } = useTranslation();
  const sum = PARTS.reduce((total, part) => total + account[part], 0);
  const isBalanced = account.balanced && sum === account.appended;
  return (
    <tr className={isPart ? "is-part" : ""}>
      <th scope="row">{name}</th>
      <td className="right num strong">{formatCount(account.appended)}</td>
      {PARTS.map((part, index) => (
        <td key={part} className={`right num ${account[part] === 0 ? "muted" : ""}`}>
          <span className="operator" aria-hidden="true">
            {index === 0 ? "=" : "+"}
          </span>
          {formatCount(account[part])}
        </td>
      ))}
      <td className={isBalanced ? "balance" : "balance is-wrong"}>
        <span aria-hidden="true">{isBalanced ? "✓" : "≠"}</span>{" "}
        {isBalanced ? t("health.balanced") : t("health.unbalanced")}
      </td>
    </tr>
  );
}
