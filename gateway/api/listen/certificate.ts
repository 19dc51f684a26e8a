/** The certificate that dashboard and API are served with: of files, or the gateway's own. */
import { X509Certificate } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { ListenError } from "./listen-error.ts";
import { fingerprintOf, makeSelfSigned, type PemPair } from "./self-signed.ts";

export interface CertificateOrder {
  /** Of an authority's certificate; both or none. Without them the gateway signs its own. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Where the gateway keeps its own. */
  readonly directory: string;
  /** Host names and addresses its own is for. */
  readonly names: readonly string[];
  readonly nowMs: () => number;
}

export interface ServedCertificate extends PemPair {
  /** SHA-256, as browsers show it. */
  readonly fingerprint: string;
  readonly selfSigned: boolean;
  /** ISO 8601. */
  readonly validUntil: string;
}

const DAY_MS = 86_400_000;
/** The longest that every browser takes. */
const VALID_DAYS = 397;
const RENEW_BEFORE_DAYS = 30;

/**
 * Reads the files, or the gateway's own certificate; that is made at the first start, and anew
 * when it ends within 30 days or is not for these names. Throws ListenError `api.certificate`.
 */
export async function readCertificate(order: CertificateOrder): Promise<ServedCertificate> {
  const { certFile, keyFile } = order;
  if (certFile === undefined || keyFile === undefined) return readOwn(order);
  const [cert, key] = await Promise.all([readPem(certFile), readPem(keyFile)]);
  return serve({ cert, key }, false);
}

async function readOwn(order: CertificateOrder): Promise<ServedCertificate> {
  const [certFile, keyFile] = [join(order.directory, "api.crt"), join(order.directory, "api.key")];
  const [cert, key] = await Promise.all([findText(certFile), findText(keyFile)]);
  if (cert !== undefined && key !== undefined && isGood({ cert, key }, order)) {
    return serve({ cert, key }, true);
  }
  const fromMs = order.nowMs() - DAY_MS;
  const untilMs = order.nowMs() + VALID_DAYS * DAY_MS;
  const made = makeSelfSigned({ commonName: "Rigline gateway", ...order, fromMs, untilMs });
  await mkdir(order.directory, { recursive: true, mode: 0o700 });
  // The key first: a certificate beside another one's key would not be served.
  await replaceFile(keyFile, made.key);
  await replaceFile(certFile, made.cert);
  return serve(made, true);
}

/** False for one that is damaged, too, as after a stop between the two files: made anew. */
function isGood(pair: PemPair, { names, nowMs }: CertificateOrder): boolean {
  const parsed = findParsed(pair);
  if (parsed === undefined) return false;
  const endsMs = Date.parse(parsed.validTo);
  const isFor = (name: string) =>
    (isIP(name) === 0 ? parsed.checkHost(name) : parsed.checkIP(name)) !== undefined;
  return endsMs - nowMs() > RENEW_BEFORE_DAYS * DAY_MS && names.every(isFor);
}

function findParsed(pair: PemPair): X509Certificate | undefined {
  try {
    return parse(pair);
  } catch (error) {
    if (error instanceof ListenError) return undefined;
    throw error;
  }
}

function serve(pair: PemPair, selfSigned: boolean): ServedCertificate {
  const parsed = parse(pair);
  const validUntil = new Date(parsed.validTo).toISOString();
  return { ...pair, fingerprint: fingerprintOf(pair.cert), selfSigned, validUntil };
}

function parse({ cert, key }: PemPair): X509Certificate {
  try {
    createSecureContext({ cert, key });
    return new X509Certificate(cert);
  } catch (cause) {
    const message = "The certificate of the API and its key can not be used together.";
    throw new ListenError("api.certificate", message, { cause });
  }
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new ListenError("api.certificate", `${path} can not be read.`, { cause });
  }
}

async function findText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
