/** Secrets of the connection to others: from files and the environment, never from the YAML. */
import { readSecret } from "../config/read-secret.ts";
import type { BrokerConfig } from "../config/schema.ts";
import { DeliveryError } from "../delivery/delivery-error.ts";
import type { BrokerSettings } from "../delivery/mqtt-link.ts";
import { readVariable } from "../platform/environment.ts";

type External = Extract<BrokerConfig, { kind: "external" }>;

/** Shorter ones are guessed. */
const COMMAND_SECRET_MIN = 32;

/** All but the client id where none is configured. Throws DeliveryError. */
export function externalBroker(
  broker: External,
): Omit<BrokerSettings, "clientId"> & Partial<Pick<BrokerSettings, "clientId">> {
  const { url, clientId, tlsMin } = broker;
  const given = {
    clientId,
    username: broker.username ?? variable(broker.usernameEnv, "broker.usernameEnv"),
    password: file(broker.passwordFile) ?? variable(broker.passwordEnv, "broker.passwordEnv"),
    ca: file(broker.caFile),
    cert: file(broker.certFile),
    key: file(broker.keyFile),
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return { url, minVersion: `TLSv${tlsMin}`, ...Object.fromEntries(present) };
}

/** What callers sign commands with. Throws DeliveryError where it is too short. */
export function readCommandSecret(path: string): string {
  const secret = readSecret(path);
  if (secret.length >= COMMAND_SECRET_MIN) return secret;
  const message = `${path} holds ${secret.length} characters`;
  throw new DeliveryError("command.secret-weak", message);
}

function file(path: string | undefined): string | undefined {
  return path === undefined ? undefined : readSecret(path);
}

function variable(name: string | undefined, key: string): string | undefined {
  if (name === undefined) return undefined;
  const value = readVariable(name);
  if (value !== undefined) return value;
  const message = `the environment has no ${name}, which \`${key}\` names`;
  throw new DeliveryError("broker.settings-unreadable", message);
}
