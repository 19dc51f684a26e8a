/** Composition of listening: address, certificate, and who may come by which way. */
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { openAnswerStore } from "../api/http/answer-store.ts";
import type { ArrivalRules } from "../api/listen/arrival.ts";
import {
  type CertificateOrder,
  readCertificate,
  type ServedCertificate,
} from "../api/listen/certificate.ts";
import { ListenError } from "../api/listen/listen-error.ts";
import { openServer, type Server, type ServerOptions } from "../api/listen/server.ts";
import type { Config } from "../config/schema.ts";
import type { Opening } from "../opening.ts";
import type { HealthView } from "../records/views.ts";

type ApiConfig = Config["api"];

/** What requests are let in by. */
export function arrivalRules({ names, trustedProxy }: ApiConfig): ArrivalRules {
  return { names, trustedProxy };
}

/** Whether browsers are told to come by TLS only: not for a certificate of our own. */
export function promisesTls({ tls }: ApiConfig): boolean {
  return tls?.certFile !== undefined;
}

/** Answers to requests with a key, kept beside the ledger. The caller disposes. */
export function openAnswers({ dataDirectory, clock }: Pick<Opening, "dataDirectory" | "clock">) {
  const nowMs = () => clock.now().utcUs / 1000;
  return openAnswerStore({ directory: join(dataDirectory, "answers"), nowMs });
}

/** Resolves when dashboard and API listen; throws ListenError. Disposed with the opening. */
export async function openListening(opening: Opening, app: ServerOptions["app"]): Promise<Server> {
  const { config, log, stack } = opening;
  const { host, port, names, tls, trustedProxy } = config.api;
  const onRenewalFault = (err: ListenError) => log.error({ err }, "certificate is not renewed");
  const options: ServerOptions = {
    ...{ app, host, port, behindProxy: trustedProxy.length > 0, onRenewalFault },
    ...(names[0] === undefined ? {} : { name: names[0] }),
    ...(tls === undefined ? {} : { certificate: () => readCertificate(orderOf(opening)) }),
  };
  const server = await openServer(options).catch((error: unknown) => {
    const isBusy = error instanceof ListenError && error.code === "api.port-busy";
    if (!(isBusy && opening.anyPort)) throw error;
    // A demo beside another one asks nothing: it says where it is instead.
    return openServer({ ...options, port: 0 });
  });
  const served = server.certificate();
  if (served !== undefined) opening.out(`  TLS        ${describeCertificate(served)}`);
  return stack.use(server);
}

function describeCertificate({ selfSigned, fingerprint, validUntil }: ServedCertificate): string {
  const kind = selfSigned ? "own certificate" : "certificate";
  return `${kind} until ${validUntil.slice(0, 10)}, SHA-256\n             ${fingerprint}`;
}

/** What the Health page shows of it, beside what the gateway tells of itself. */
export function withCertificate(health: HealthView, server: Server | undefined): HealthView {
  const served = server?.certificate();
  if (served === undefined) return health;
  const { fingerprint, selfSigned, validUntil } = served;
  const certificate = { fingerprint, selfSigned, validUntil };
  return { ...health, gateway: { ...health.gateway, certificate } };
}

function orderOf(opening: Pick<Opening, "config" | "dataDirectory" | "clock">): CertificateOrder {
  const { names, host, tls } = opening.config.api;
  const isAny = host === "0.0.0.0" || host === "::";
  const hosts = isAny ? Object.values(networkInterfaces()).flatMap(addressesOf) : [host];
  return {
    ...(tls?.certFile === undefined ? {} : { certFile: tls.certFile }),
    ...(tls?.keyFile === undefined ? {} : { keyFile: tls.keyFile }),
    directory: join(opening.dataDirectory, "tls"),
    names: [...new Set(["localhost", "127.0.0.1", "::1", ...names, ...hosts])],
    nowMs: () => opening.clock.now().utcUs / 1000,
  };
}

/** Without those of a link alone: they carry a zone, and no certificate names them. */
function addressesOf(addresses: ReturnType<typeof networkInterfaces>[string]): string[] {
  return (addresses ?? []).map(({ address }) => address).filter((text) => !text.startsWith("fe80"));
}

/** Where a command on this machine finds the gateway, whose own certificate it then trusts. */
export async function addressHere(
  parts: Pick<Opening, "config" | "dataDirectory" | "clock">,
): Promise<string> {
  const { host, port, tls } = parts.config.api;
  const isAny = host === "0.0.0.0" || host === "::";
  const name = isAny ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  if (tls === undefined) return `http://${name}:${port}`;
  const { cert, selfSigned } = await readCertificate(orderOf(parts));
  if (selfSigned) setDefaultCACertificates([...getCACertificates(), cert]);
  return `https://${name}:${port}`;
}
