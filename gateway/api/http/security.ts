/**
 * What protects the gateway from web pages that a person's browser has open beside it: only names
 * of this machine are served (DNS rebinding), no other site may change anything (forged requests),
 * and our own pages load nothing from elsewhere. People and roles come on top of this.
 */
import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { Refusal } from "../../ledger/contract.ts";

const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** True for a name or address that can only be this machine; IPv6 in brackets. */
export function isLoopbackName(name: string): boolean {
  return LOOPBACK_NAME.test(name);
}

/** True for `Host` values that name this machine, with any port or none. */
function isOwnHost(host: string): boolean {
  return isLoopbackName(host.replace(/:\d{1,5}$/, ""));
}

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses requests that came by a foreign name, and changes that another site's page asks for. */
export const refuseForeign: MiddlewareHandler = async (c, next) => {
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  if (!isOwnHost(host)) {
    throw new Refusal("request.foreign-host", `The request names the host "${host}".`);
  }
  if (!SAFE_METHODS.has(c.req.method)) refuseForeignOrigin(c.req.header("origin"), host);
  const site = c.req.header("sec-fetch-site");
  if (!SAFE_METHODS.has(c.req.method) && site !== undefined && site !== "same-origin") {
    throw new Refusal("request.foreign-origin", `The browser says the request is ${site}.`);
  }
  await next();
};

/** Programs send no Origin; a browser sends that of the page, `null` where it hides it. */
function refuseForeignOrigin(origin: string | undefined, host: string): void {
  if (origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`) return;
  throw new Refusal("request.foreign-origin", `The request comes from a page of ${origin}.`);
}

/** Headers of every answer. Styles may be inline: Mantine sets them on elements. */
export const securityHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", "data:"],
    fontSrc: ["'self'", "data:"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: "no-referrer",
  xFrameOptions: "DENY",
  // Loopback is plain HTTP; a promise of TLS would lock the browser out.
  strictTransportSecurity: false,
});
