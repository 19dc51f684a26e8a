/** What was found as a channel of the driver `modbus`, to be copied or written. Pure. */
import type { Fit } from "./decodings.ts";

export interface FoundPlace {
  readonly table: string;
  /** As the manual counts, without the table's digit. */
  readonly address: number;
  /** The manual writes the table's digit before the address: 40101. */
  readonly isPrefixed?: boolean;
  /** Of the channel. */
  readonly name: string;
  /** UCUM code; empty for none. */
  readonly unit: string;
}

export type ChannelFields = Readonly<Record<string, string | number>>;

/** Its fields in the order in which people write them. */
export function channelFields(fit: Fit, place: FoundPlace): ChannelFields {
  const { type, order, scale } = fit;
  return {
    name: place.name,
    ...addressFields(place),
    type,
    ...(/8[HL]$/.test(type) ? {} : { order }),
    ...(scale === 1 ? {} : { scale }),
    ...(place.unit === "" ? {} : { unit: place.unit }),
  };
}

function addressFields({ table, address, isPrefixed = false }: FoundPlace): ChannelFields {
  if (!isPrefixed) return { table, address };
  const digit = table === "holding" ? "4" : "3";
  return { address: `${digit}${String(address).padStart(address > 9_999 ? 5 : 4, "0")}` };
}

/** On one line, as a flow mapping. */
export function flowMapping(fields: ChannelFields): string {
  const parts = Object.entries(fields).map(([key, value]) => `${key}: ${scalar(key, value)}`);
  return `{ ${parts.join(", ")} }`;
}

/** Words of this program stand bare; what people named is quoted, whatever is in it. */
function scalar(key: string, value: string | number): string {
  const isText = key === "name" || key === "unit" || (key === "address" && value !== Number(value));
  return isText ? JSON.stringify(value) : String(value);
}
