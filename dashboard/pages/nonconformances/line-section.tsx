/** The units of a nonconformance, and the decision on those that are chosen. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NonconformanceDetail } from "../../app/contract.ts";
import { Choice, CommandForm, Field, textOf } from "../../parts/command/command-form.tsx";
import { Section, TableScroll } from "../../parts/page.tsx";

const KINDS = ["rework", "use_as_is", "repair", "scrap", "return"] as const;
type Kind = (typeof KINDS)[number];
type Line = NonconformanceDetail["lines"][number];

/** Only units without a decision can be chosen. */
export function LineSection({ detail }: { detail: NonconformanceDetail }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (unitId: string) => {
    const next = new Set(chosen);
    if (!next.delete(unitId)) next.add(unitId);
    setChosen(next);
  };
  const isOpen = detail.state === "investigating";
  return (
    <Section title={t("cases.lines")} hint={isOpen ? "" : t("cases.decideHint")}>
      {detail.lines.length === 0 ? (
        <p className="section-body muted">{t("cases.noLines")}</p>
      ) : (
        <TableScroll label={t("cases.lines")}>
          <table className="rows">
            <tbody>
              {detail.lines.map((line) => (
                <LineRow
                  key={line.unitId}
                  line={line}
                  isOpen={isOpen}
                  isChosen={chosen.has(line.unitId)}
                  onToggle={() => toggle(line.unitId)}
                />
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
      {isOpen ? (
        <DecideForm id={detail.id} chosen={[...chosen]} onDone={() => setChosen(new Set())} />
      ) : null}
    </Section>
  );
}

interface LineRowProps {
  readonly line: Line;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

function LineRow({ line, isOpen, isChosen, onToggle }: LineRowProps) {
  const { t } = useTranslation();
  const status = line.status as keyof typeof STATUS_KEYS;
  return (
    <tr>
      {isOpen ? (
        <td className="case-choose">
          <label>
            <input
              type="checkbox"
              checked={isChosen}
              disabled={line.disposition !== undefined}
              onChange={onToggle}
              aria-label={t("cases.choose", { serial: line.serialNumber })}
            />
          </label>
        </td>
      ) : null}
      <td>
        <Link className="mono" to="/units/$id" params={{ id: line.unitId }}>
          {line.serialNumber}
        </Link>
      </td>
      <td>{STATUS_KEYS[status] === undefined ? line.status : t(STATUS_KEYS[status])}</td>
      <td>{line.disposition === undefined ? "" : t(`cases.kind.${line.disposition}`)}</td>
      <td>
        {line.pending === undefined ? (
          t("cases.isDone")
        ) : (
          <strong>{t("cases.waits", { what: line.pending })}</strong>
        )}
      </td>
    </tr>
  );
}

const STATUS_KEYS = {
  created: "unitStatus.created",
  in_process: "unitStatus.in_process",
  failed: "unitStatus.failed",
  retest: "unitStatus.retest",
  repair: "unitStatus.repair",
  passed_all: "unitStatus.passed_all",
  released: "unitStatus.released",
  shipped: "unitStatus.shipped",
  returned: "unitStatus.returned",
  scrap: "unitStatus.scrap",
} as const;

interface DecideFormProps {
  readonly id: string;
  readonly chosen: readonly string[];
  readonly onDone: () => void;
}

function DecideForm({ id, chosen, onDone }: DecideFormProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>("rework");
  return (
    <div className="section-body case-decide">
      <p>{t("cases.chosen", { count: chosen.length })}</p>
      <CommandForm
        label={t("cases.decide")}
        path={`/nonconformances/${id}/dispositions`}
        meaning="approved"
        isFinal={kind === "scrap"}
        isDisabled={chosen.length === 0}
        body={(fields) => decisionOf(fields, chosen)}
        onDone={onDone}
      >
        <Choice
          name="kind"
          label={t("cases.decide")}
          options={KINDS.map((value) => ({ value, text: t(`cases.kind.${value}`) }))}
          onChange={(value) => setKind(value as Kind)}
        />
        {kind === "rework" ? (
          <Field name="operation" label={t("cases.operation")} isNeeded />
        ) : null}
        {kind === "use_as_is" ? (
          <>
            <Field name="authority" label={t("cases.authority")} isNeeded />
            <Field name="customer" label={t("cases.customer")} />
            <Field name="quantity" label={t("cases.quantity")} type="number" isNeeded />
            <Field name="expires" label={t("cases.expires")} type="datetime-local" isNeeded />
          </>
        ) : null}
        <Field name="reason" label={t("command.reason")} isNeeded isWide />
      </CommandForm>
    </div>
  );
}

function decisionOf(fields: FormData, unitIds: readonly string[]): object {
  const [kind, reason] = [textOf(fields, "kind"), textOf(fields, "reason")];
  const operation = textOf(fields, "operation");
  const base = { kind, reason, unitIds, ...(operation === undefined ? {} : { operation }) };
  if (kind !== "use_as_is") return base;
  const customerAuthorisation = textOf(fields, "customer");
  return {
    ...base,
    concession: {
      authority: textOf(fields, "authority"),
      ...(customerAuthorisation === undefined ? {} : { customerAuthorisation }),
      quantity: Number(textOf(fields, "quantity")),
      expiresAt: `${textOf(fields, "expires") ?? ""}:00Z`,
    },
  };
}
