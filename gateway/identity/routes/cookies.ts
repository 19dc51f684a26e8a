/** The cookies of sessions and of stations' screens: out of reach of scripts and other sites. */
import type { Context } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";

/** Of a person who has signed in. */
export const SESSION_COOKIE = "rigline_session";
/** Of a screen that belongs to a station. */
export const STATION_COOKIE = "rigline_station";

type Name = typeof SESSION_COOKIE | typeof STATION_COOKIE;

/** Gives it to the browser, until it is closed or `maxAgeS` is over. */
export function giveCookie(
  c: Context,
  name: Name,
  { value, secure, maxAgeS }: { value: string; secure: boolean; maxAgeS?: number },
): void {
  const how = { httpOnly: true, sameSite: "Strict", path: "/", secure } as const;
  setCookie(c, name, value, maxAgeS === undefined ? how : { ...how, maxAge: maxAgeS });
}

/** Takes it away again. */
export function takeCookie(c: Context, name: Name): void {
  deleteCookie(c, name, { path: "/" });
}
