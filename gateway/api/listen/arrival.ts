/**
 * Where a request really came from: what its socket says, or what a trusted proxy says of it.
 * `X-Forwarded-*` from anybody else is a claim, and is not believed.
 */
import { BlockList, isIP } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { Refusal } from "../../ledger/contract.ts";

export interface ArrivalRules {
  /** Host names of this gateway besides those of loopback. */
  readonly names: readonly string[];
  /** Addresses or networks (10.0.0.0/8) whose `X-Forwarded-*` are believed. */
  readonly trustedProxy: readonly string[];
}

export interface Arrival {
  /** Of the client, as far as it is known. */
  readonly address: string;
  /** What the client asked for: name and port. */
  readonly host: string;
  /** The client's own connection is encrypted. */
  readonly secure: boolean;
  /** Asked on this machine itself, by nobody on behalf of another. */
  readonly fromHere: boolean;
  /** The address of ours that the socket came to; absent without a socket. */
  readonly localAddress?: string;
}

const ARRIVAL = "arrival";
const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;
const FORWARDING = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/** True for a name or address that can only be this machine; IPv6 in brackets. */
export function isLoopbackName(name: string): boolean {
  return LOOPBACK_NAME.test(name);
}

/**
 * Notes where each request came from, for `arrivalOf`. Throws Refusal `request.not-by-proxy` for
 * one that came unencrypted from another machine past the proxy, `request.foreign-host` for one
 * that names a host which is not ours (DNS rebinding).
 */
export function noteArrival({ names, trustedProxy }: ArrivalRules): MiddlewareHandler {
  const isTrusted = matcher(trustedProxy);
  const own = new Set(names.map((name) => name.toLowerCase()));
  return async (c, next) => {
    const arrival = readArrival(c, isTrusted);
    c.set(ARRIVAL, arrival);
    const proxied = isTrusted(socketOf(c).address);
    if (!(arrival.secure || arrival.fromHere || proxied || isLoopback(socketOf(c).address))) {
      const message = `The request came from ${arrival.address} without encryption.`;
      throw new Refusal("request.not-by-proxy", message);
    }
    if (!isOwnHost(arrival, own)) {
      throw new Refusal("request.foreign-host", `The request names the host "${arrival.host}".`);
    }
    await next();
  };
}

/** Where this request came from; an application that is asked without a socket is asked here. */
export function arrivalOf(c: Context): Arrival {
  return (c.get(ARRIVAL) as Arrival | undefined) ?? readArrival(c, () => false);
}

/** How a page of ours that the client has open names its origin. */
export function originOf({ secure, host }: Arrival): string {
  return `${secure ? "https" : "http"}://${host.toLowerCase()}`;
}

function readArrival(c: Context, isTrusted: (address: string) => boolean): Arrival {
  const socket = socketOf(c);
  const { secure } = socket;
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  const local = socket.localAddress === undefined ? {} : { localAddress: socket.localAddress };
  if (!isTrusted(socket.address)) {
    const relayed = FORWARDING.some((name) => c.req.header(name) !== undefined);
    const fromHere = isLoopback(socket.address) && !relayed;
    return { address: socket.address, host, secure, fromHere, ...local };
  }
  const told = (name: string) => c.req.header(name)?.split(",").at(-1)?.trim();
  const hops = (c.req.header("x-forwarded-for") ?? "").split(",").map((hop) => plain(hop.trim()));
  // The last that no proxy of ours added: everything before it the client may have made up.
  const address = hops.findLast((hop) => isIP(hop) !== 0 && !isTrusted(hop)) ?? socket.address;
  return {
    address,
    host: told("x-forwarded-host") ?? host,
    secure: told("x-forwarded-proto") === "https",
    fromHere: false,
    ...local,
  };
}

function socketOf(c: Context): { address: string; secure: boolean; localAddress?: string } {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  const socket = incoming?.socket;
  if (socket === undefined) return { address: "127.0.0.1", secure: false };
  const address = plain(socket.remoteAddress ?? "");
  const secure = Reflect.get(socket, "encrypted") === true;
  return { address, secure, localAddress: plain(socket.localAddress ?? "") };
}

/** IPv4 that came in through an IPv6 socket is IPv4. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

function isLoopback(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

/**
 * A name that somebody else's DNS could point here is no proof; an address that the socket itself
 * came to is.
 */
function isOwnHost({ host, localAddress }: Arrival, own: ReadonlySet<string>): boolean {
  const name = host.replace(/:\d{1,5}$/, "").toLowerCase();
  if (isLoopbackName(name) || own.has(name)) return true;
  return localAddress !== undefined && name.replace(/^\[|\]$/g, "") === localAddress.toLowerCase();
}

function matcher(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) =>
    isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}
