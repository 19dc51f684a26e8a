import { expect, test } from "vitest";
import { redact, redactText, withoutSecrets } from "./redact.ts";

test("secrets are left out by their key and in addresses, and names of their files are not", () => {
  const shown = JSON.stringify(
    redact({
      broker: { url: "mqtts://user:S3CRET@host:8883", passwordFile: "/etc/rigline/password" },
      list: [{ token: "S3CRET", apiKey: "S3CRET", keyFile: "/k" }],
      options: { password: { nested: "S3CRET" }, channels: ["token-ring"] },
    }),
  );
  expect(shown).not.toContain("S3CRET");
  expect(shown).toContain("/etc/rigline/password");
  expect(shown).toContain("token-ring");
  expect(shown).toContain("@host:8883");
});

test.each([
  'Authorization: Token S3CRET== and "password":"S3CRET"',
  "http://admin:S3CRET@10.0.0.1/write?db=x&token=S3CRET&p=1",
  "password = 'S3CRET with spaces'",
])("a line of the log loses its secret: %s", (line) => {
  expect(redactText(line)).not.toContain("S3CRET");
});

test("a known secret is left out wherever it stands, also encoded", () => {
  const secret = 'p@ss "word"';
  const text = `x=${secret}; ${encodeURIComponent(secret)}; ${JSON.stringify(secret)}`;
  expect(withoutSecrets(text, [`${secret}\n`])).not.toMatch(/word/);
});
