/**
 * What protects the gateway from web pages that a person's browser has open beside it: no other
 * site may change anything (forged requests), and our own pages load nothing from elsewhere. Only
 * our own names are served (`listen/arrival.ts`); people and roles come on top of this.
 */
import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { Refusal } from "../../ledger/contract.ts";
import { type Arrival, arrivalOf, originOf } from "../listen/arrival.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses changes that another site's page asks for. */
export const refuseForeign: MiddlewareHandler = async (c, next) => {
  if (!SAFE_METHODS.has(c.req.method)) {
    refuseForeignOrigin(c.req.header("origin"), arrivalOf(c));
    const site = c.req.header("sec-fetch-site");
    if (site !== undefined && site !== "same-origin") {
      throw new Refusal("request.foreign-origin", `The browser says the request is ${site}.`);
    }
  }
  await next();
};

/** Programs send no Origin; a browser sends that of the page, `null` where it hides it. */
function refuseForeignOrigin(origin: string | undefined, arrival: Arrival): void {
  if (origin === undefined || origin.toLowerCase() === originOf(arrival)) return;
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
  // Said by `promiseTls` alone: a browser that was promised TLS is locked out of plain HTTP.
  strictTransportSecurity: false,
});

const YEAR_S = 365 * 24 * 60 * 60;

/**
 * Tells browsers to come by TLS only. For a certificate of an authority: with one that is not
 * trusted the promise would take away the way past the browser's warning.
 */
export const promiseTls: MiddlewareHandler = async (c, next) => {
  await next();
  if (arrivalOf(c).secure) c.header("Strict-Transport-Security", `max-age=${YEAR_S}`);
};
