import { describe, expect, it } from "vitest";
import { describeSettings, openOptions, type SerialSettings } from "./serial-settings.ts";
import { terminalModes } from "./terminal-modes.ts";

const line = (changes: Partial<SerialSettings> = {}): SerialSettings => ({
  ...{ kind: "serial", path: "/dev/ttyS0", baudRate: 9_600, dataBits: 8, parity: "none" },
  stopBits: 1,
  ...changes,
});
const modesOf = (changes?: Partial<SerialSettings>, isPseudo = false) =>
  terminalModes(line(changes), isPseudo).join(" ");

describe("the modes of a terminal", () => {
  it("never hang up at the close and never leave out a byte in silence", () => {
    for (const isPseudo of [true, false]) {
      expect(modesOf({}, isPseudo)).toContain("-hupcl -ignpar -parmrk inpck");
    }
  });

  it.each([
    ["none", "-cmspar cs8 -cstopb -parenb"],
    ["even", "-cmspar cs8 -cstopb parenb -parodd"],
    ["odd", "-cmspar cs8 -cstopb parenb parodd"],
    ["mark", "cmspar cs8 -cstopb parenb parodd"],
    ["space", "cmspar cs8 -cstopb parenb -parodd"],
  ] as const)("of parity %s are %s", (parity, words) => {
    expect(modesOf({ parity })).toContain(` ${words} `);
  });

  it("hold data bits, stop bits and the hardware's handshake", () => {
    const modes = modesOf({ dataBits: 7, stopBits: 2, flowControl: "rts-cts" });
    expect(modes).toContain("cs7 cstopb");
    expect(modes).toMatch(/ crtscts$/);
    expect(modesOf()).toMatch(/ -crtscts$/);
  });

  it("ask a pseudo-terminal for no frame, unless it could not keep what was asked", () => {
    expect(modesOf({ parity: "even" }, true)).not.toContain("parenb");
    expect(modesOf({ parity: "mark" }, true)).toContain("parenb");
  });
});

describe("the words for serialport", () => {
  it("are those of the settings; mark and space are made of odd and even", () => {
    const flow = { rtscts: false, xon: true, xoff: true };
    expect(openOptions("/dev/x", line({ flowControl: "xon-xoff" }))).toMatchObject(flow);
    expect(openOptions("/dev/x", line({ flowControl: "rts-cts" }))).toMatchObject({ rtscts: true });
    expect(openOptions("/dev/x", line({ parity: "mark" })).parity).toBe("odd");
    expect(openOptions("/dev/x", line({ parity: "space" })).parity).toBe("even");
    expect(openOptions("/dev/x", line())).toMatchObject({ lock: true, hupcl: false });
  });

  it("for people say the frame, and the flow control where there is some", () => {
    expect(describeSettings("/dev/x", line({ dataBits: 7, parity: "even" }))).toBe(
      "/dev/x at 9600 7E1",
    );
    expect(describeSettings("/dev/x", line({ flowControl: "rts-cts" }))).toMatch(/8N1 rts-cts$/);
  });
});
