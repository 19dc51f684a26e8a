/**
 * What a schema cannot say: references, claims, files, addresses. The rules look at the value as
 * it was written, so that they also find what is wrong where the schema has something to say.
 */
import { accessSync, constants } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import type { Driver } from "../../drivers/contract.ts";
import { checkDriven } from "./driven-rules.ts";
import type { Finding } from "./fault.ts";
import { findNearest } from "./nearest.ts";
import { checkWatchedFolders } from "./places/folder-rules.ts";
import { checkStackLights } from "./places/stack-light-rules.ts";
import { sameDevice, sharedFraming } from "./ports/device-rules.ts";
import { softwareFlow } from "./ports/flow-rules.ts";
import { keysAt, textAt, valueAt } from "./value-at.ts";

export interface RuleInput {
  /** The YAML as plain data, of any shape. */
  readonly value: unknown;
  /** Relative paths start here. */
  readonly folder: string;
  readonly drivers: readonly Driver[];
}

type Rule = (input: RuleInput) => readonly Finding[];

/** All findings of all rules. Reads the file system for the files that the configuration names. */
export function checkRules(input: RuleInput): readonly Finding[] {
  const rules = [
    drivers,
    ports,
    claims,
    sameDevice,
    sharedFraming,
    softwareFlow,
    demo,
    files,
    timeZone,
    loopback,
    secretInUrl,
  ];
  return [
    ...rules.flatMap((rule) => rule(input)),
    ...checkDriven(input.value),
    ...checkStackLights(input.value),
    ...checkWatchedFolders(input.value, input.folder),
  ];
}

interface RigFacts {
  readonly name: string;
  readonly driver: string | undefined;
  readonly port: string | undefined;
  readonly portKind: string | undefined;
}

function enabledRigs({ value }: RuleInput): RigFacts[] {
  return keysAt(value, ["rigs"])
    .filter((name) => valueAt(value, ["rigs", name, "enabled"]) !== false)
    .map((name) => {
      const port = textAt(value, ["rigs", name, "port"]);
      const portKind = port === undefined ? undefined : textAt(value, ["ports", port, "kind"]);
      return { name, driver: textAt(value, ["rigs", name, "driver"]), port, portKind };
    });
}

const drivers: Rule = ({ value, drivers }) => {
  const names = drivers.map((driver) => driver.name);
  return keysAt(value, ["rigs"]).flatMap((name): Finding[] => {
    const path = ["rigs", name, "driver"];
    const driver = textAt(value, path);
    if (driver === undefined || names.includes(driver)) return [];
    const message = `there is no driver \`${driver}\` (drivers: ${names.join(", ")})`;
    const nearest = findNearest(driver, names);
    return [{ code: "config.unknown-driver", path, at: "value", value: driver, message, nearest }];
  });
};

const ports: Rule = ({ value }) => {
  const known = keysAt(value, ["ports"]);
  return keysAt(value, ["rigs"]).flatMap((name): Finding[] => {
    const path = ["rigs", name, "port"];
    const port = textAt(value, path);
    if (port === undefined || known.includes(port)) return [];
    const message = `there is no port \`${port}\` (ports: ${known.join(", ") || "none"})`;
    const nearest = findNearest(port, known);
    return [{ code: "config.unknown-port", path, at: "value", value: port, message, nearest }];
  });
};

/** One port, one rig; but the rigs of one bus driver may share one. */
const claims: Rule = (input) => {
  const owners = new Map<string, RigFacts>();
  return enabledRigs(input).flatMap((rig): Finding[] => {
    if (rig.port === undefined) return [];
    const owner = owners.get(rig.port);
    if (owner === undefined) {
      owners.set(rig.port, rig);
      return [];
    }
    const driver = input.drivers.find((candidate) => candidate.name === rig.driver);
    if (driver?.sharesPort === true && owner.driver === rig.driver) return [];
    const message = `port \`${rig.port}\` is already used by rig \`${owner.name}\``;
    const path = ["rigs", rig.name, "port"];
    return [{ code: "config.port-claimed", path, at: "value", value: rig.port, message }];
  });
};

const demo: Rule = (input) => {
  const rigs = enabledRigs(input).filter((rig) => rig.portKind !== undefined);
  if (!rigs.some((rig) => rig.portKind === "simulated")) return storyOfNobody(input);
  return rigs
    .filter((rig) => rig.portKind !== "simulated")
    .map((rig) => ({
      code: "config.demo-with-real-rig",
      path: ["rigs", rig.name, "port"],
      at: "value",
      value: rig.port,
      message: `\`${rig.name}\` is a real rig, and other rigs of this file are simulated`,
    }));
};

/** Invented runs belong into a demo alone. */
function storyOfNobody({ value }: RuleInput): Finding[] {
  if (!keysAt(value, ["demo"]).includes("story")) return [];
  const message = "a story is told in a demo, and no rig of this file is simulated";
  return [{ code: "config.demo-with-real-rig", path: ["demo", "story"], at: "value", message }];
}

const BROKER_FILES = ["passwordFile", "caFile", "certFile", "keyFile"];

/** Every file that must be there before the gateway starts, with its place. */
function filePaths(value: unknown): PropertyKey[][] {
  return [
    ...keysAt(value, ["import"]).map((index) => ["import", Number(index)]),
    ...keysAt(value, ["ports"]).map((name) => ["ports", name, "program"]),
    ...BROKER_FILES.map((key) => ["broker", key]),
    ["demo", "story"],
    ["api", "tls", "certFile"],
    ["api", "tls", "keyFile"],
    ["influxdb", "tokenFile"],
    ["mqtt", "commands", "secretFile"],
  ];
}

const files: Rule = ({ value, folder }) =>
  filePaths(value).flatMap((path): Finding[] => {
    const written = textAt(value, path);
    if (written === undefined) return [];
    const file = resolve(folder, written);
    const problem = findFileProblem(file);
    if (problem === undefined) return [];
    const message = `${file} ${problem}`;
    return [{ code: "config.unreadable-file", path, at: "value", value: written, message }];
  });

function findFileProblem(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
    if (code === "EACCES" || code === "EPERM") return "may not be read by this user";
    throw error;
  }
}

const timeZone: Rule = ({ value }) => {
  const path = ["site", "timeZone"];
  const zone = textAt(value, path);
  if (zone === undefined || isTimeZone(zone)) return [];
  const nearest = findNearest(zone, ["UTC", ...Intl.supportedValuesOf("timeZone")]);
  const message = `there is no time zone \`${zone}\``;
  return [{ code: "config.unknown-time-zone", path, at: "value", value: zone, message, nearest }];
};

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const loopback: Rule = ({ value }) =>
  ["api", "broker"].flatMap((block): Finding[] => {
    const path = [block, "host"];
    const host = textAt(value, path);
    if (host === undefined || isLoopback(host)) return [];
    if (block === "api" && isGuarded(value)) return [];
    const message = `\`${host}\` can be reached from other machines`;
    return [{ code: "config.not-loopback", path, at: "value", value: host, message }];
  });

/** With TLS, or behind a proxy that was named. */
function isGuarded(value: unknown): boolean {
  const proxies = valueAt(value, ["api", "trustedProxy"]);
  return valueAt(value, ["api", "tls"]) != null || (Array.isArray(proxies) && proxies.length > 0);
}

function isLoopback(host: string): boolean {
  return isIP(host) === 4 ? host.startsWith("127.") : host === "::1" || host === "localhost";
}

const secretInUrl: Rule = ({ value }) =>
  ["broker", "influxdb"].flatMap((block): Finding[] => {
    const path = [block, "url"];
    const url = textAt(value, path);
    if (url === undefined || !URL.canParse(url) || new URL(url).password === "") return [];
    const message = "a password must not stand in a URL";
    return [{ code: "config.secret", path, at: "value", value: "(hidden)", message }];
  });
