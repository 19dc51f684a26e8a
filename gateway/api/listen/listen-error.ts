/** Why dashboard and API can not be served, and the cure. */
export type ListenErrorCode =
  | "api.not-loopback"
  | "api.port-busy"
  | "api.certificate"
  | "api.listen-failed";

/** What to do, by code. */
export const LISTEN_REMEDIES: Readonly<Record<ListenErrorCode, string>> = {
  "api.not-loopback":
    "Set `api.tls: {}` (the gateway makes a certificate of its own), name the files of one " +
    "(`api.tls.certFile`, `keyFile`) or a proxy (`api.trustedProxy`); or set `api.host` to 127.0.0.1.",
  "api.port-busy":
    "Another program listens there, perhaps another gateway: stop it, or set `api.port` to another port.",
  "api.certificate":
    "Check `api.tls.certFile` and `keyFile`: both PEM, readable by this user, and of one pair.",
  "api.listen-failed": "See the cause; check `api.host` and `api.port`.",
};

/** The server could not listen: why, and the cure. */
export class ListenError extends Error {
  readonly code: ListenErrorCode;
  readonly remedy: string;
  constructor(code: ListenErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = "ListenError";
    this.code = code;
    this.remedy = LISTEN_REMEDIES[code];
  }
}
