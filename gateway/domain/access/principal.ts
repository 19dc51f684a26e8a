/** Who asks: a person, a program with a token, a station, or whoever sits at this machine. */

/** What people may be; a person may hold several. */
export const ROLES = ["technician", "qa", "operations", "compliance", "admin"] as const;
export type Role = (typeof ROLES)[number];

/**
 * `local` is a request from this machine to a gateway that nobody has claimed yet, and in a demo:
 * it may do what a page can do, but it never signs.
 */
export type PrincipalKind = "person" | "token" | "station" | "local";

/** Whoever a request comes from, as far as it was proven. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Of the person, token or station; ids are never given twice. `local` for nobody known. */
  readonly id: string;
  readonly roles: readonly Role[];
}

/** How the ledger names who did something, such as `person:0199…`; names stay outside of it. */
export function actorOf({ kind, id }: Principal): string {
  return kind === "local" ? "api:local" : `${kind}:${id}`;
}

/** Who a request is while nobody has claimed the gateway. */
export const LOCAL: Principal = { kind: "local", id: "local", roles: ROLES };
