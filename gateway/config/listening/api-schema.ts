/** The block `api:` of rigline.yaml: where dashboard and API are served, and to whom. */
import { isIP } from "node:net";
import { z } from "zod";

const filePath = z.string().min(1);
const hostName = z
  .string()
  .max(253)
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?)*$/,
    "a host name, without port",
  );
const network = z.string().refine(isNetwork, "an address or a network, such as 10.0.0.0/8");

const tls = z
  .strictObject({
    certFile: filePath.optional().describe("PEM, with those between it and the authority"),
    keyFile: filePath.optional().describe("PEM"),
  })
  .refine(({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined), {
    error: "needs both `certFile` and `keyFile`, or none for a certificate of the gateway's own",
  });

/** Beyond this machine only with `tls` or behind a `trustedProxy`; a rule says so. */
export const apiSchema = z.strictObject({
  host: z.string().default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(8420),
  names: z
    .array(hostName)
    .max(50)
    .default([])
    .describe("Host names people use for it; requests that name another host are refused"),
  tls: tls
    .optional()
    .describe("HTTPS; `{}` makes a certificate of its own and prints its fingerprint"),
  trustedProxy: z
    .array(network)
    .max(50)
    .default([])
    .describe("Addresses of proxies whose `X-Forwarded-*` are believed; from nobody else"),
});

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}
