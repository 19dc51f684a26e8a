/** The shape of `ports:` in rigline.yaml. What the settings do is told in drivers/contract.ts. */
import { z } from "zod";

const identity = z
  .strictObject({
    usb: z
      .string()
      .regex(
        /^[0-9a-f]{4}:[0-9a-f]{4}:[^/]*$/,
        "must be vid:pid:serial or vid:pid:serial:interface, vid and pid of four lower-case " +
          "hexadecimal digits, such as 0403:6001:A50285BI:00; `rigline ports` shows it",
      )
      .describe("vid:pid:serial or vid:pid:serial:interface, as `rigline ports` shows it")
      .exactOptional(),
    byPath: z
      .string()
      .regex(/^[^/\s]+$/, "must be a name in /dev/serial/by-path, without the folder")
      .describe("Name in /dev/serial/by-path: the socket that the adapter is plugged into")
      .exactOptional(),
  })
  .refine((value) => value.usb !== undefined || value.byPath !== undefined, {
    error: "needs `usb` or `byPath`",
  })
  // Four hexadecimal digits twice and nothing else: any adapter of its kind would fit.
  .refine(({ usb, byPath }) => byPath !== undefined || !isWithoutSerial(usb), {
    error: "an adapter without serial number is only told by its socket: add `byPath`",
    path: ["usb"],
  });

function isWithoutSerial(usb: string | undefined): boolean {
  return usb !== undefined && /^[0-9a-f]{4}:[0-9a-f]{4}:(:[0-9a-f]{2})?$/.test(usb);
}

const serialPort = z
  .strictObject({
    kind: z.literal("serial"),
    path: z
      .string()
      .min(1)
      .describe("Device path; prefer `identity`, or /dev/serial/by-id/…")
      .exactOptional(),
    identity: identity
      .describe("What must be plugged in: found by it, and verified at each opening")
      .exactOptional(),
    baudRate: z.int().min(50).max(4_000_000).default(115_200),
    dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
    parity: z.enum(["none", "even", "odd", "mark", "space"]).default("none"),
    stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
    flowControl: z
      .enum(["none", "rts-cts", "xon-xoff"])
      .default("none")
      .describe("Who must wait for whom; xon-xoff only for text, it swallows two byte values"),
    dtr: z.boolean().describe("State of DTR while open; untouched unless told").exactOptional(),
    rts: z.boolean().describe("State of RTS while open; untouched unless told").exactOptional(),
    breakMs: z.int().min(1).max(5_000).describe("Send a break at each opening").exactOptional(),
    lowLatency: z
      .boolean()
      .default(true)
      .describe("Let an FTDI adapter pass bytes on at once instead of after 16 ms"),
  })
  .refine(({ path, identity }) => path !== undefined || identity !== undefined, {
    error: "needs `identity` or `path`",
  })
  .refine(({ rts, flowControl }) => rts === undefined || flowControl !== "rts-cts", {
    error: "with flowControl rts-cts the line is driven by the hardware",
    path: ["rts"],
  });

const host = z.string().min(1);
const port = z.int().min(1).max(65_535);

/** A device server or a device: `host` and `port`, or one `url`. */
const tcpPort = z
  .strictObject({
    kind: z.literal("tcp"),
    host: host.exactOptional(),
    port: port.exactOptional(),
    url: z
      .string()
      .regex(/^tcp:\/\/[^/\s]+:\d+$/, "must be tcp://HOST:PORT")
      .refine((url) => port.safeParse(addressOf(url).port).success, "the port must be 1 … 65535")
      .describe("tcp://HOST:PORT, instead of `host` and `port`")
      .exactOptional(),
  })
  .refine(
    ({ url, host, port }) => url !== undefined || (host !== undefined && port !== undefined),
    {
      error: "needs `host` and `port`, or `url`",
    },
  )
  .refine(({ url, host, port }) => url === undefined || (host ?? port) === undefined, {
    error: "is `host` and `port` already: keep one of the two",
    path: ["url"],
  })
  .transform(({ kind, url, ...rest }) => {
    const address = url === undefined ? rest : addressOf(url);
    // Both are there, or the refinements above have refused.
    return { kind, host: address.host ?? "", port: address.port ?? 0 };
  });

/** "tcp://[fd00::7]:4001" → host fd00::7, port 4001. */
function addressOf(url: string): { readonly host: string; readonly port: number } {
  const address = url.slice("tcp://".length);
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(address.slice(colon + 1)) };
}

/** A port served by a simulator that the gateway starts itself; only in a demo directory. */
const simulatedPort = z.strictObject({
  kind: z.literal("simulated"),
  program: z.string().min(1).describe("A simulator, relative to this file"),
  arguments: z.array(z.string()).default([]),
  via: z
    .enum(["tcp", "pty-if-possible"])
    .default("tcp")
    .describe("`pty-if-possible`: a real pseudo-terminal where socat is installed"),
  socket: z
    .string()
    .optional()
    .describe("Of a simulator with several: which one. Ports with one program share its process"),
  serialPrefix: z
    .string()
    .optional()
    .describe("Go on after the last unit whose serial number begins so"),
  afterStory: z
    .int()
    .min(0)
    .default(0)
    .describe("Units of the demo's story: the live line begins with the next one"),
});

/** One physical connection, by `kind`. */
export const portSchema = z.discriminatedUnion("kind", [serialPort, tcpPort, simulatedPort]);
