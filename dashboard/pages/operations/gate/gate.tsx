/** The gate: units are scanned or taken by their order; those that may not go say why. */
import { useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../../app/api.ts";
import type { GateView } from "../../../app/contract.ts";
import { CommandForm, Field, textOf } from "../../../parts/command/command-form.tsx";
import { Section } from "../../../parts/page.tsx";
import { askGate } from "../queries.ts";
import { GateTable } from "./gate-table.tsx";

/** Nothing leaves by itself: what is chosen is shipped by the button, all of it or nothing. */
export function Gate() {
  const { t } = useTranslation();
  const { orderId } = useSearch({ from: "/shipments" });
  const [units, setUnits] = useState<readonly GateView[]>([]);
  const [told, setTold] = useState<string>();
  const look = async (question: Parameters<typeof askGate>[0]) => {
    try {
      const { items } = await askGate(question);
      setTold(
        items.length === 0 && question.serialNumber !== undefined
          ? t("operations.gateUnknown", { serial: question.serialNumber })
          : undefined,
      );
      // Asked again is judged anew.
      setUnits((before) => [...new Map([...before, ...items].map((u) => [u.unitId, u])).values()]);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setTold(error.problem.detail ?? error.problem.title);
    }
  };
  const askAgain = (released: readonly GateView[]) => {
    for (const each of new Set(released.map((unit) => unit.orderId))) void look({ orderId: each });
  };
  return (
    <Section title={t("operations.gate")} hint={t("operations.gateHint")}>
      <div className="section-body gate">
        <ScanForm onScan={(serialNumber) => void look({ serialNumber })} />
        <OrderForm orderId={orderId} onTake={(order) => void look({ orderId: order })} />
        <p className="gate-told" role="status">
          {told ?? (units.length === 0 ? t("operations.gateEmpty") : "")}
        </p>
      </div>
      {units.length === 0 ? null : (
        <>
          <GateTable
            units={units}
            onDrop={(unitId) => setUnits(units.filter((unit) => unit.unitId !== unitId))}
          />
          <ReleasePassed units={units} onDone={askAgain} />
          <ShipGoing units={units} onDone={() => setUnits(units.filter((u) => !u.mayShip))} />
        </>
      )}
    </Section>
  );
}

/** What one act of signing may release. */
const AT_ONCE = 200;

interface ChosenProps {
  readonly units: readonly GateView[];
  readonly onDone: (done: readonly GateView[]) => void;
}

/** Those that may go, with a delivery note. */
function ShipGoing({ units, onDone }: ChosenProps) {
  const { t } = useTranslation();
  const going = units.filter(({ mayShip }) => mayShip);
  return (
    <div className="section-body gate-ship">
      <CommandForm
        label={t("operations.shipUnits", { count: going.length })}
        path="/shipments"
        isDisabled={going.length === 0}
        onDone={() => onDone(going)}
        body={(fields) => {
          const reference = textOf(fields, "reference");
          const customer = textOf(fields, "customer");
          if (reference === undefined) return undefined;
          const unitIds = going.map(({ unitId }) => unitId);
          return { reference, unitIds, ...(customer === undefined ? {} : { customer }) };
        }}
      >
        <Field name="reference" label={t("operations.reference")} isNeeded />
        <Field name="customer" label={t("operations.customer")} />
      </CommandForm>
    </div>
  );
}

/** Those that passed everything wait for quality alone: released together, signed once. */
function ReleasePassed({ units, onDone }: ChosenProps) {
  const { t } = useTranslation();
  const passed = units.filter(({ status }) => status === "passed_all").slice(0, AT_ONCE);
  if (passed.length === 0) return null;
  return (
    <div className="section-body gate-release">
      <CommandForm
        label={t("operations.releaseUnits", { count: passed.length })}
        path="/unit-releases"
        meaning="released"
        onDone={() => onDone(passed)}
        body={() => ({ unitIds: passed.map(({ unitId }) => unitId) })}
      />
    </div>
  );
}

/** A scanner ends with Enter; the field is empty again for the next. */
function ScanForm({ onScan }: { onScan: (serialNumber: string) => void }) {
  const { t } = useTranslation();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const serialNumber = textOf(new FormData(event.currentTarget), "serialNumber");
    event.currentTarget.reset();
    if (serialNumber !== undefined) onScan(serialNumber);
  };
  return (
    <form className="command" onSubmit={submit}>
      <Field name="serialNumber" label={t("operations.scan")} />
      <button type="submit" className="command-button">
        {t("operations.toLook")}
      </button>
    </form>
  );
}

interface OrderFormProps {
  readonly orderId: string | undefined;
  readonly onTake: (orderId: string) => void;
}

function OrderForm({ orderId, onTake }: OrderFormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const order = textOf(new FormData(event.currentTarget), "order");
    if (order !== undefined) onTake(order);
  };
  return (
    <form className="command" onSubmit={submit}>
      <Field name="order" label={t("operations.order")} value={orderId} />
      <button type="submit" className="command-button">
        {t("operations.takeOrder")}
      </button>
    </form>
  );
}
