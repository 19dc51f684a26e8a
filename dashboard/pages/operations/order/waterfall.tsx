/** From what was ordered down to what is good: each bar hangs where the one before ended. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OutlookAnswer } from "../../../app/contract.ts";
import { formatCount } from "../../../measure/number-format.ts";
import { Section } from "../../../parts/page.tsx";

type Bar = OutlookAnswer["waterfall"][number];

/** As the parts of an order's bar are drawn. */
const CLASS_OF = {
  ...({ not_started: "notStarted", in_process: "inProcess", failed: "failed" } as const),
  ...({ rework: "rework", hold: "hold", scrap: "scrap", good: "good" } as const),
} as const;

/** Every bar opens its units. */
export function Waterfall({ outlook: { waterfall, order } }: { outlook: OutlookAnswer }) {
  const { t } = useTranslation();
  let left = order.quantity;
  const placed = waterfall.map((bar) => {
    left -= bar.units;
    // What is good is the rest: it stands on the ground.
    return { ...bar, start: bar.part === "good" ? 0 : left };
  });
  return (
    <Section title={t("operations.waterfall")} hint={t("operations.waterfallHint")}>
      <ol className="waterfall section-body">
        <li className="waterfall-row">
          <span>{t("operations.ordered")}</span>
          <strong className="num">{formatCount(order.quantity)}</strong>
          <span className="waterfall-track" aria-hidden="true">
            <span className="waterfall-bar is-ordered" style={{ width: "100%" }} />
          </span>
        </li>
        {placed.map((bar) => (
          <BarRow
            key={`${bar.part} ${bar.atOperation ?? ""}`}
            bar={bar}
            start={bar.start}
            order={order}
          />
        ))}
      </ol>
    </Section>
  );
}

interface BarRowProps {
  readonly bar: Bar;
  readonly start: number;
  readonly order: OutlookAnswer["order"];
}

function BarRow({ bar, start, order: { id, quantity } }: BarRowProps) {
  const { t } = useTranslation();
  const { part, atOperation = "", units } = bar;
  const name = t(`operations.bar.${part}`, { operation: atOperation });
  const search = atOperation === "" ? { place: part } : { place: part, atOperation };
  return (
    <li className={`waterfall-row is-part-${CLASS_OF[part]}`}>
      <span>{name}</span>
      <strong className="num">
        <Link
          to="/orders/$id"
          params={{ id }}
          search={search}
          hash="matrix"
          aria-label={`${name}: ${t("operations.barUnits", { count: units })}`}
        >
          {formatCount(units)}
        </Link>
      </strong>
      <span className="waterfall-track" aria-hidden="true">
        <span
          className="waterfall-bar"
          style={{
            marginInlineStart: `${(start / quantity) * 100}%`,
            width: `${(units / quantity) * 100}%`,
          }}
        />
      </span>
    </li>
  );
}
