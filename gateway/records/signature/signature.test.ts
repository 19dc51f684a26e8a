import { describe, expect, test } from "vitest";
import type { Meaning } from "../../domain/access/signature.ts";
import { PRODUCT } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { listSignatures } from "./queries.ts";
import type { Signing } from "./sign.ts";

const RECORD = { recordType: "product", recordId: "PSU-24" };
const DRAFT = { ...PRODUCT, revisions: [{ revision: "A", status: "draft" as const }] };

function signing(digit: number, meaning: Meaning = "reviewed"): Signing {
  const id = `01a20714-d164-7761-8cac-00000000000${digit}`;
  const person = { personId: `p-${digit}`, printedName: "Ana Muster", roles: ["qa"] as const };
  return { id, signer: { ...person, method: "secret" }, meaning };
}

function openSigned() {
  const ledger = openMemoryLedger();
  ledger.execute("product.import", DRAFT);
  ledger.execute("signature.add", { ...RECORD, recordVersion: 1, signing: signing(1) });
  return ledger;
}
const refusal = (code: string) => expect.objectContaining({ code });

describe("a signature", () => {
  test("CR-20: shows full name, moment with offset, and meaning", () => {
    const [shown] = openSigned().ask("signatures.of", { ...RECORD, timeZone: "Europe/Berlin" });
    expect(shown).toMatchObject({
      ...{ printedName: "Ana Muster", meaning: "reviewed", recordVersion: 1, method: "secret" },
      ...{ signedAt: "2023-11-14T22:13:20.000Z", signedAtSite: "2023-11-14T23:13:20+01:00" },
      ...{ verified: true, coversCurrentVersion: true },
    });
  });

  test("CR-22: of a record that changed covers the old version alone, and still says which", () => {
    const ledger = openSigned();
    ledger.execute("product.import", { ...DRAFT, name: "Other" });
    expect(ledger.ask("signatures.of", RECORD)).toMatchObject([
      { recordVersion: 1, verified: true, coversCurrentVersion: false },
    ]);
  });

  test("CR-22: whose row is copied to another record or version verifies nowhere else", () => {
    const ledger = openSigned();
    ledger.execute("product.import", { ...DRAFT, partNumber: "PSU-25" });
    ledger.execute("product.import", { ...DRAFT, name: "Other" });
    for (const [index, change] of [{ recordId: "PSU-25" }, { recordVersion: 2 }].entries()) {
      const row = ledger.sql.get<{ body: string }>("SELECT body FROM signature WHERE seq = 2");
      const body = { ...(JSON.parse(row?.body ?? "{}") as object), ...RECORD, ...change };
      const copied = { recordVersion: 1, ...body };
      ledger.sql.run(
        "INSERT INTO signature VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ...[100 + index, `copy-${index}`, copied.recordType, copied.recordId],
        ...[copied.recordVersion, "p-1", 0, JSON.stringify(copied)],
      );
    }
    const asked = (recordId: string) =>
      listSignatures({ sql: ledger.sql, telemetry: {} as never }, { ...RECORD, recordId });
    expect(asked("PSU-25")).toMatchObject([{ verified: false, coversCurrentVersion: false }]);
    expect(asked("PSU-24").map(({ verified }) => verified)).toEqual([false, true]);
  });

  test("is given to the latest version only, by each person once for each meaning", () => {
    const ledger = openSigned();
    const sign = (recordVersion: number, signed: Signing | undefined) => () =>
      ledger.execute("signature.add", { ...RECORD, recordVersion, signing: signed });
    expect(sign(1, signing(1))).toThrow(refusal("signature.given"));
    expect(sign(2, signing(2))).toThrow(refusal("record.version-conflict"));
    expect(sign(1, undefined)).toThrow(refusal("signature.missing"));
    expect(sign(1, signing(3, "released"))).toThrow(refusal("signature.wrong-meaning"));
    expect(() =>
      ledger.execute("signature.add", {
        ...RECORD,
        recordId: "X",
        recordVersion: 1,
        signing: signing(4),
      }),
    ).toThrow(refusal("record.not-found"));
    sign(1, signing(5))();
    expect(ledger.ask("signatures.of", RECORD)).toHaveLength(2);
  });
});
