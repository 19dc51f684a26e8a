import { expect, test } from "vitest";
import { readChrony, readKernel, readNtpq } from "./sync-sign.ts";

test("what chronyc, ntpq and the kernel say of the clock is read, and what is no answer is not", () => {
  const chrony = "A29FC87B,162.159.200.123,4,1763901234.1,0.000250,0.0,0.0,1.2,0,0,0.01,0.001,64.2";
  expect(readChrony(`${chrony},Normal\n`)).toEqual({
    ...{ kind: "synced", source: "chrony", offsetUs: -250 },
  });
  expect(readChrony(`${chrony},Not synchronised\n`).kind).toBe("unsynced");
  expect(readChrony("506 Cannot talk to daemon\n").kind).toBe("unknown");
  expect(readNtpq("leap=00, offset=-0.125\n")).toEqual({
    ...{ kind: "synced", source: "ntpd", offsetUs: 125 },
  });
  expect(readNtpq("leap=11, offset=0.0\n").kind).toBe("unsynced");
  expect(readNtpq("Connection refused").kind).toBe("unknown");
  expect(readKernel("yes\n").kind).toBe("synced");
  expect(readKernel("no\n").kind).toBe("unsynced");
  expect(readKernel("").kind).toBe("unknown");
});
