/** Two ports of a configuration that are one device: each would take the other's bytes. */
import { realpathSync } from "node:fs";
import type { Finding } from "./fault.ts";
import { keysAt, textAt, valueAt } from "./value-at.ts";

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
