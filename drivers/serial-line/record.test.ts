import { describe, expect, it } from "vitest";
import { compileLines } from "./decode.ts";
import { serialLineOptions } from "./options.ts";

const takenAt = { utcUs: 1, monoNs: 2n };

/** What lines mean, one after another, on one connection. */
function decodeAll(lines: readonly string[], pattern: object, more: object = {}) {
  const options = serialLineOptions.parse({ lines: [{ event: "reading", ...pattern }], ...more });
  const decode = compileLines(options.lines, options.units);
  return lines.map((line) => {
    const decoded = decode(line, takenAt);
    if (typeof decoded === "string") return decoded;
    return decoded.map((event) =>
      event.kind === "reading"
        ? [event.channel, event.value, event.unit, event.quality]
        : event.kind,
    );
  });
}

const fields = [
  { from: "T1", channel: "chamber", unit: "Cel" },
  { from: "N", channel: "cycles", optional: true },
];

describe("a line of pairs", () => {
  const pairs = { format: "key-value", between: ";", prefix: "DATA ", fields };

  it("gives each field by its key, in whatever order", () => {
    expect(decodeAll(["DATA N=7; T1 = 24.5;X=?"], pairs)).toEqual([
      [
        ["chamber", 24.5, "Cel", "good"],
        ["cycles", 7, "", "good"],
      ],
    ]);
  });

  it("loses no other field when one is no number or is missing", () => {
    expect(decodeAll(["DATA T1=OPEN;N=7", "DATA N=8", "DATA T1=1"], pairs)).toEqual([
      [
        ["chamber", Number.NaN, "Cel", "decode"],
        ["cycles", 7, "", "good"],
      ],
      [
        ["chamber", Number.NaN, "Cel", "decode"],
        ["cycles", 8, "", "good"],
      ],
      [["chamber", 1, "Cel", "good"]],
    ]);
  });

  it("is noise where a piece is no pair, a key comes twice, or it begins otherwise", () => {
    const lines = ["DATA T1=1;N", "DATA T1=1;T1=2", "DATA T1=1;", "T1=1", "DATA =1"];
    expect(decodeAll(lines, pairs)).toEqual(lines.map(() => "unparsable"));
  });

  it("tells what is out of range, takes a decimal comma where declared, and scales", () => {
    const comma = {
      ...pairs,
      decimalComma: true,
      overRange: ["OL"],
      fields: [{ from: "T1", channel: "chamber", unit: "mV", scale: 1_000 }],
    };
    expect(decodeAll(["DATA T1=0,0245", "DATA T1=OL", "DATA T1=1.5"], comma)).toEqual([
      [["chamber", 24.5, "mV", "good"]],
      [["chamber", Number.NaN, "mV", "out-of-range"]],
      [["chamber", Number.NaN, "mV", "decode"]],
    ]);
  });
});

describe("a line of CSV", () => {
  it("gives each field by the name in the header that the rig printed", () => {
    const csv = { format: "csv", header: true, fields };
    const lines = ["1,2,3", "N,time,T1", '3,"10:00, day 1",24.5', "3,10:00", "T1,N", "24.5,3"];
    expect(decodeAll(lines, csv)).toEqual(
      [
        "unparsable",
        "unparsable",
        "unparsable",
        "unparsable",
        "ignored",
        [
          ["chamber", 24.5, "Cel", "good"],
          ["cycles", 3, "", "good"],
        ],
      ].map((each, index) =>
        index === 1
          ? "ignored"
          : index === 2
            ? [
                ["chamber", 24.5, "Cel", "good"],
                ["cycles", 3, "", "good"],
              ]
            : each,
      ),
    );
  });

  it("gives a field by its number, and by names that are written here", () => {
    const numbered = { format: "csv", separator: ";", fields: [{ from: 2, channel: "v" }] };
    expect(decodeAll(["a;1.5", "a"], numbered)).toEqual([
      [["v", 1.5, "", "good"]],
      [["v", Number.NaN, "", "decode"]],
    ]);
    const written = { format: "csv", columns: ["time", "T1"], fields };
    expect(decodeAll(["x,1.5", "x,1.5,2"], written)).toEqual([
      [["chamber", 1.5, "Cel", "good"]],
      "unparsable",
    ]);
  });

  it("takes quotes as RFC 4180 has them, and nothing that is half quoted", () => {
    const text = { format: "csv", fields: [{ from: 1, channel: "t", valueType: "text" }] };
    expect(decodeAll(['"a ""b"", c",1', '"a', 'a"b"', '"a"b'], text)).toEqual([
      [["t", 'a "b", c', "", "good"]],
      "unparsable",
      "unparsable",
      "unparsable",
    ]);
  });
});

describe("a line of JSON", () => {
  it("gives each field by its path, and every digit of a number", () => {
    const json = {
      format: "json",
      fields: [
        { from: "values[1].v", channel: "v", unit: "V" },
        { from: "count", channel: "n" },
        { from: "on", channel: "on", valueType: "bool" },
      ],
    };
    const line = '{"values":[{"v":1},{"v":2.50}],"count":12345678901234567890,"on":true}';
    expect(decodeAll([line, '{"values":[]}', "[1]", "{", '{"count":null}'], json)).toEqual([
      [
        ["v", 2.5, "V", "good"],
        ["n", 12345678901234567890n, "", "good"],
        ["on", true, "", "good"],
      ],
      [
        ["v", Number.NaN, "V", "decode"],
        ["n", Number.NaN, "", "decode"],
        ["on", Number.NaN, "", "decode"],
      ],
      "unparsable",
      "unparsable",
      [
        ["v", Number.NaN, "V", "decode"],
        ["n", Number.NaN, "", "decode"],
        ["on", Number.NaN, "", "decode"],
      ],
    ]);
  });

  it("is of a kind by what stands in it, and says runs and steps by its groups", () => {
    const lines = [
      {
        format: "json",
        where: { type: "start" },
        event: "run-started",
        groups: { serialNumber: "sn" },
      },
      {
        ...{ format: "json", where: { type: "result" }, event: "measurement" },
        groups: { step: "name", value: "value", unit: "unit", reported: "ok", attempt: "try" },
        reported: { true: "pass", false: "fail" },
      },
      { format: "json", where: { type: "end" }, event: "run-finished", reported: "pass" },
    ];
    const decode = compileLines(serialLineOptions.parse({ lines }).lines);
    expect(decode('{"type":"start","sn":"S1"}', takenAt)).toMatchObject([
      { kind: "run-started", serialNumber: "S1" },
    ]);
    const result = '{"type":"result","name":"vout","value":24.1,"unit":"V","ok":false,"try":2}';
    expect(decode(result, takenAt)).toMatchObject([
      { step: "vout", channel: "vout", value: 24.1, unit: "V", reported: "fail", attempt: 2 },
    ]);
    expect(decode('{"type":"end"}', takenAt)).toMatchObject([{ kind: "run-finished" }]);
    expect(decode('{"type":"other"}', takenAt)).toBe("unparsable");
  });

  it("takes the unit of its channel where neither line nor field has one", () => {
    const json = { format: "json", groups: { channel: "ch", value: "v" } };
    expect(decodeAll(['{"ch":"T1","v":5}'], json, { units: { T1: "Cel" } })).toEqual([
      [["T1", 5, "Cel", "good"]],
    ]);
  });
});
