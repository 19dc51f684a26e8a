/**
 * What two claims on one wire must not do: two ports that are one device would each take the
 * other's bytes, and two rigs of one bus must speak to it in one way.
 */
import { realpathSync } from "node:fs";
import type { Driver } from "../../../drivers/contract.ts";
import type { Finding } from "../fault.ts";
import { keysAt, textAt, valueAt } from "../value-at.ts";

interface Claim {
  readonly port: string;
  /** Where it is written, for line and column. */
  readonly path: readonly PropertyKey[];
  readonly written: string;
  /** Equal for two claims of one device. */
  readonly device: string;
}

/**
 * A finding for each port whose path, identity or address another port has before it. Reads the
 * file system only to see where a link leads; looks at the value as it was written.
 */
export function sameDevice({ value }: { readonly value: unknown }): readonly Finding[] {
  const owners = new Map<string, Claim>();
  return keysAt(value, ["ports"]).flatMap((port): Finding[] => {
    const claims = claimsOf(value, port);
    const taken = claims.find((claim) => owners.has(claim.device));
    for (const claim of claims) if (!owners.has(claim.device)) owners.set(claim.device, claim);
    const owner = taken && owners.get(taken.device);
    return taken === undefined || owner === undefined ? [] : [describe(value, taken, owner)];
  });
}

function claimsOf(value: unknown, port: string): Claim[] {
  const at = ["ports", port];
  const serial = [serialClaim(value, port)];
  const claims = textAt(value, [...at, "kind"]) === "serial" ? serial : [tcpClaim(value, port)];
  return claims.filter((claim) => claim !== undefined);
}

/** What tells the device: its identity whole, else its path. */
function serialClaim(value: unknown, port: string): Claim | undefined {
  const identity = ["ports", port, "identity"];
  const usb = textAt(value, [...identity, "usb"]);
  const byPath = textAt(value, [...identity, "byPath"]);
  if (usb !== undefined || byPath !== undefined) {
    const path = [...identity, usb === undefined ? "byPath" : "usb"];
    const written = [usb, byPath].filter((part) => part !== undefined).join(" at ");
    return { port, path, written, device: `identity ${usb} ${byPath}` };
  }
  const path = ["ports", port, "path"];
  const written = textAt(value, path);
  if (written === undefined) return undefined;
  return { port, path, written, device: `path ${targetOf(written)}` };
}

/** Where a link leads now; as written where it is not there, as on another machine. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return path;
  }
}

function tcpClaim(value: unknown, port: string): Claim | undefined {
  const at = ["ports", port];
  const url = textAt(value, [...at, "url"]);
  if (url !== undefined) {
    return { port, path: [...at, "url"], written: url, device: url.toLowerCase() };
  }
  const host = textAt(value, [...at, "host"]);
  const number = valueAt(value, [...at, "port"]);
  if (host === undefined || typeof number !== "number") return undefined;
  const address = host.includes(":") ? `[${host}]` : host;
  const written = `${host}:${number}`;
  const device = `tcp://${address}:${number}`.toLowerCase();
  return { port, path: [...at, "host"], written, device };
}

function describe(value: unknown, claim: Claim, owner: Claim): Finding {
  const differing = differences(value, claim.port, owner.port);
  const settings = differing === "" ? "" : `, with other settings (${differing})`;
  return {
    code: "config.same-device",
    path: claim.path,
    at: "value",
    value: claim.written,
    message: `port \`${owner.port}\` is \`${claim.written}\` already${settings}`,
  };
}

const SETTINGS = ["baudRate", "dataBits", "parity", "stopBits", "flowControl"];

function differences(value: unknown, port: string, other: string): string {
  return SETTINGS.filter(
    (key) => valueAt(value, ["ports", port, key]) !== valueAt(value, ["ports", other, key]),
  ).join(", ");
}

/** A finding for each enabled rig whose bus is spoken to in another framing by a rig before it. */
export function sharedFraming({ value, drivers }: SharedFramingInput): readonly Finding[] {
  const owners = new Map<string, { readonly rig: string; readonly framing: unknown }>();
  return keysAt(value, ["rigs"]).flatMap((rig): Finding[] => {
    const port = textAt(value, ["rigs", rig, "port"]);
    const framing = framingOf(value, rig, drivers);
    if (port === undefined || framing === undefined) return [];
    const owner = owners.get(port);
    if (owner === undefined) owners.set(port, { rig, framing });
    if (owner === undefined || owner.framing === framing) return [];
    const path = ["rigs", rig, "port"];
    const message = `rig \`${owner.rig}\` speaks ${owner.framing} on port \`${port}\`, not ${framing}`;
    return [{ code: "config.port-claimed", path, at: "value", value: port, message }];
  });
}

interface SharedFramingInput {
  readonly value: unknown;
  readonly drivers: readonly Driver[];
}

/** With the driver's own default; undefined where there is none, or the rig is not enabled. */
function framingOf(value: unknown, rig: string, drivers: readonly Driver[]): unknown {
  if (valueAt(value, ["rigs", rig, "enabled"]) === false) return undefined;
  const name = textAt(value, ["rigs", rig, "driver"]);
  const driver = drivers.find((candidate) => candidate.name === name);
  if (driver?.sharesPort !== true) return undefined;
  const options = driver.options.safeParse(valueAt(value, ["rigs", rig, "options"]) ?? {});
  return options.success ? valueAt(options.data, ["framing"]) : undefined;
}
