/** Why TLS does not come about, in words that say who has to do what. */
import { X509Certificate } from "node:crypto";
import { DeliveryError, type DeliveryErrorCode } from "../delivery-error.ts";

/** Node's own codes for a chain that ends at nobody we trust. */
const UNKNOWN_AUTHORITY: ReadonlySet<string> = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "INVALID_CA",
]);

/**
 * OpenSSL's own number of a fault, which Node puts into `message` where a write met it (`EPROTO`,
 * without a code of its own). An alert of the peer is 1,000 and its number in RFC 8446.
 */
const OPENSSL_NUMBER = /error:[0-9A-F]{5}([0-9A-F]{3}):SSL routines/;
const ALERT = 1_000;

/** Alerts with which a server turns down our certificate, or its absence. */
const CLIENT_REFUSED: ReadonlySet<number> = new Set(
  [40, 41, 42, 43, 44, 45, 46, 48, 49, 51, 116].map((alert) => ALERT + alert),
);
/** Wrong version number, unsupported protocol, packet too long; the alert for the version. */
const VERSION_REFUSED: ReadonlySet<number> = new Set([267, 258, 198, ALERT + 70]);

/** The code for what `tls`, `dns` or `net` of Node says; undefined where it is none of these. */
export function connectFaultOf(error: Error & { code?: unknown }): DeliveryErrorCode | undefined {
  const { code } = error;
  if (typeof code !== "string") return undefined;
  if (code === "CERT_HAS_EXPIRED") return "broker.certificate-expired";
  if (code === "CERT_NOT_YET_VALID") return "broker.certificate-early";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "broker.certificate-host";
  if (UNKNOWN_AUTHORITY.has(code)) return "broker.certificate-unknown";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "broker.host-unknown";
  const number = Number.parseInt(OPENSSL_NUMBER.exec(error.message)?.[1] ?? "", 16);
  if (CLIENT_REFUSED.has(number)) return "client.certificate-refused";
  if (VERSION_REFUSED.has(number)) return "broker.tls-mismatch";
  return undefined;
}

/** Throws DeliveryError where the first certificate of the PEM is not valid at `nowUs`. */
export function assertOwnCertificate(pem: string, nowUs: number): void {
  const { validFrom, validTo } = readCertificate(pem);
  const nowMs = nowUs / 1_000;
  if (nowMs > Date.parse(validTo)) {
    const message = `our own certificate (\`broker.certFile\`) was valid until ${validTo}`;
    throw new DeliveryError("client.certificate-expired", message);
  }
  if (nowMs < Date.parse(validFrom)) {
    const message = `our own certificate (\`broker.certFile\`) is valid from ${validFrom}`;
    throw new DeliveryError("client.certificate-early", message);
  }
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    const message = "`broker.certFile` holds no certificate in PEM form";
    throw new DeliveryError("client.certificate-unreadable", message, { cause });
  }
}
