import { expect, it } from "vitest";
import { drivers } from "../../../drivers/registry.ts";
import { loadConfig } from "../load-config.ts";

function load(api: string) {
  const text = `site: { name: p }\napi: { ${api} }\nports: {}\nrigs: {}\n`;
  return loadConfig({ path: "/nowhere/rigline.yaml", text, drivers });
}

const codesOf = (api: string) => {
  const result = load(api);
  return result.ok ? [] : result.faults.map(({ code, path }) => `${code} ${path}`);
};

it.each(["host: 0.0.0.0", 'host: "::"', "host: 10.1.0.9, trustedProxy: []"])(
  "plain listening beyond this machine (%s) is refused with the way to do it",
  (api) => {
    expect(codesOf(api)).toEqual(["config.not-loopback api.host"]);
    const result = load(api);
    expect(result.ok ? [] : result.faults.map(({ remedy }) => remedy)).toEqual([
      expect.stringContaining("tls: {}"),
    ]);
  },
);

it.each([
  "host: 0.0.0.0, tls: {}",
  "host: 10.1.0.9, trustedProxy: [10.1.0.5, 10.2.0.0/16, fd00::/8]",
  "host: 127.0.0.1, names: [rigline, rigline.plant.example]",
])("%s is taken", (api) => expect(codesOf(api)).toEqual([]));

it.each([
  ["tls: { certFile: api.crt }", "api.tls"],
  ["trustedProxy: [10.1.0.0/33]", "api.trustedProxy.0"],
  ["trustedProxy: [proxy.plant]", "api.trustedProxy.0"],
  ['names: ["a b"]', "api.names.0"],
  ['names: ["plant:8420"]', "api.names.0"],
])("%s is refused at its place", (api, path) => {
  expect(codesOf(api)).toContain(`config.invalid-value ${path}`);
});
