import { describe, expect, it } from "vitest";
import type { RigEvent } from "../contract.ts";
import { checkedBody, lineChecksum } from "./line-checksum.ts";
import { LineReader } from "./line-reader.ts";
import { serialLineOptions } from "./options.ts";

const nmea = lineChecksum.parse({ kind: "xor-8", start: "$" });
const receivedAt = { utcUs: 0, monoNs: 0n };
/** A worked example of NMEA 0183. */
const GGA = "GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,";

describe("a line's checksum", () => {
  it("of NMEA is over what stands between $ and *", () => {
    expect(checkedBody(`$${GGA}*47`, nmea, "latin1")).toBe(GGA);
  });

  it.each([
    ["another digit in the line", `$${GGA.replace("545.4", "545.5")}*47`],
    ["another checksum", `$${GGA}*48`],
    ["no checksum", `$${GGA}`],
    ["no mark", `$${GGA}47`],
    ["no hexadecimal digits", `$${GGA}*4G`],
    ["half a checksum", `$${GGA}*4`],
    ["no start", `${GGA}*47`],
    ["the end of it alone", "*47"],
    ["nothing", ""],
  ])("does not hold with %s", (_, text) => {
    expect(checkedBody(text, nmea, "latin1")).toBeUndefined();
  });

  it("may cover start and mark, and have its low byte first", () => {
    const rules = { kind: "sum-16", start: "#", mark: ":", coversStart: true, coversMark: true };
    // 0x23 + 0x41 + 0x3a = 0x9e
    const big = lineChecksum.parse(rules);
    expect(checkedBody("#A:009E", big, "latin1")).toBe("A");
    expect(checkedBody("#A:9e00", { ...big, order: "little" }, "latin1")).toBe("A");
    expect(checkedBody("#A:009E", { ...big, coversMark: false }, "latin1")).toBeUndefined();
  });

  it("is over the bytes on the wire, not over characters", () => {
    // UTF-8 of § is C2 A7: 0xc2 ^ 0xa7 = 0x65
    expect(checkedBody("$§*65", nmea, "utf8")).toBe("§");
    expect(checkedBody("$§*A7", nmea, "latin1")).toBe("§");
  });
});

describe("a rig whose lines have a checksum", () => {
  const options = serialLineOptions.parse({
    checksum: { kind: "xor-8", start: "$" },
    lines: [{ match: "W,(?<value>[0-9.]+)", event: "reading", channel: "weight", unit: "g" }],
  });
  const heard = (text: string): readonly RigEvent[] =>
    new LineReader(options).push({ bytes: Buffer.from(text), receivedAt });

  it("gives the value of a sound line, with the line as it came", () => {
    expect(heard("$W,12.5*63\r\n")).toMatchObject([{ value: 12.5, raw: "$W,12.5*63" }]);
  });

  it("never gives a value of a line with one flipped bit", () => {
    const sound = Buffer.from("$W,12.5*63");
    for (let bit = 0; bit < sound.length * 8; bit += 1) {
      const broken = Buffer.from(sound);
      broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const values = heard(`${broken.toString("latin1")}\n`).filter((e) => e.kind === "reading");
      expect(values).toEqual([]);
    }
    expect(heard("$W,12.6*63\n")).toMatchObject([{ kind: "noise", reason: "crc" }]);
  });
});
