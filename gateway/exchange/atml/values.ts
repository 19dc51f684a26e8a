/** Values as ATML data. Pure. */
import type { RunDetail } from "../../records/views.ts";
import { element, type Xml } from "./xml.ts";

type Valued = Pick<RunDetail["measurements"][number], "value" | "integer" | "unit">;

const LONG_MAX = 2n ** 63n - 1n;
const LONG_MIN = -(2n ** 63n);

/** What was measured, with its unit (UCUM, so no standard unit of IEEE 260). */
export function datum({ value, integer, unit }: Valued): Xml {
  const units = { nonStandardUnit: unit === "" ? undefined : unit };
  if (typeof value === "boolean") return typed("c:boolean", `${value}`, units);
  if (typeof value === "number") return typed("c:double", numberText(value), units);
  if (integer === true) return typed(integerType(BigInt(value)), value, units);
  return element("c:Datum", { "xsi:type": "c:string", ...units }, [
    element("c:Value", {}, [value]),
  ]);
}

function typed(
  type: string,
  value: string,
  units: { readonly nonStandardUnit?: string | undefined },
) {
  return element("c:Datum", { "xsi:type": type, ...units, value });
}

function integerType(value: bigint): string {
  return value >= LONG_MIN && value <= LONG_MAX ? "c:long" : "c:unsignedLong";
}

/** As xs:double writes it: the shortest text that reads back as the same number. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "INF";
  if (value === Number.NEGATIVE_INFINITY) return "-INF";
  return Object.is(value, -0) ? "-0" : String(value);
}
