import { expect, it } from "vitest";
import { dataDirectoryOf } from "./data-directory.ts";

const zone = { timeZone: "UTC", shifts: [] };
const site = { enterprise: "e", name: "plant", area: "a", line: "l", ...zone };
const context = { directory: "/srv/here", env: { HOME: "/srv/user" } };
const env = (more: Record<string, string>) => ({ ...context, env: { ...context.env, ...more } });

it("the command line comes first, from where the user stands", () => {
  const input = { option: "data", config: { site, dataDirectory: "/srv/data" }, demo: false };
  expect(dataDirectoryOf(input, context)).toBe("/srv/here/data");
});

it("then the configuration, then systemd, then the user's state folder", () => {
  const config = { site, dataDirectory: "/srv/data" };
  expect(dataDirectoryOf({ config, demo: false }, context)).toBe("/srv/data");
  const plain = { config: { site }, demo: false };
  const systemd = env({ STATE_DIRECTORY: "/var/lib/rigline:/var/lib/other" });
  expect(dataDirectoryOf(plain, systemd)).toBe("/var/lib/rigline/plant");
  expect(dataDirectoryOf(plain, env({ XDG_STATE_HOME: "/srv/xdg" }))).toBe(
    "/srv/xdg/rigline/plant",
  );
  expect(dataDirectoryOf(plain, context)).toBe("/srv/user/.local/state/rigline/plant");
});

it("a demo never gets the folder of real data of the same site", () => {
  const real = dataDirectoryOf({ config: { site }, demo: false }, context);
  expect(dataDirectoryOf({ config: { site }, demo: true }, context)).not.toBe(real);
});
