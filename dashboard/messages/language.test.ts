import { expect, it } from "vitest";
import { languageOf } from "./language.ts";

it("a person's own choice goes before what the browser prefers", () => {
  expect(languageOf("es", ["de-AT", "en"])).toBe("es");
});

it("the first language that is spoken here is taken, whatever its region or script", () => {
  expect(languageOf(null, ["fr-FR", "de-CH", "en"])).toBe("de");
  expect(languageOf(null, ["zh-Hans-CN"])).toBe("zh");
  expect(languageOf(null, ["ZH-cn"])).toBe("zh");
});

it("who reads none of them gets English", () => {
  expect(languageOf(null, ["fr", "ja"])).toBe("en");
  expect(languageOf("xx", [])).toBe("en");
});
