import fc from "fast-check";
import { expect, test } from "vitest";
import { fillTemplate, findTemplateFault } from "./topic-template.ts";

const allowed = ["enterprise", "site", "station"];

test.each([
  ["", "not empty"],
  ["acme/+/run", "subscribers"],
  ["acme/#", "subscribers"],
  ["$SYS/run", "broker's own"],
  ["/acme", "empty"],
  ["acme/", "empty"],
  ["acme//run", "empty"],
  ["acme/{plant}/run", "{plant}"],
  ["acme/{}/run", "{}"],
  ["acme/{site", "partner"],
  ["acme/site}", "partner"],
  ["acme\u0000/run", "control"],
  ["rigline/x", "meaning of its own"],
  ["spBv1.0/x", "meaning of its own"],
  ["a".repeat(501), "at most 500"],
])("the template %j is refused, and why", (template, words) => {
  expect(findTemplateFault(template, allowed)).toContain(words);
});

test("every place is filled, also inside a level and more than once", () => {
  const template = "{enterprise}/plant-{site}/{station}/{station}";
  expect(findTemplateFault(template, allowed)).toBeUndefined();
  const values = { enterprise: "acme", site: "north", station: "fct-1" };
  expect(fillTemplate(template, values)).toBe("acme/plant-north/fct-1/fct-1");
});

test("whatever the names are, the topic has its levels and is no filter", () => {
  const template = "{enterprise}/{site}/x";
  fc.assert(
    fc.property(fc.string(), fc.string(), (enterprise, site) => {
      const topic = fillTemplate(template, { enterprise, site });
      const levels = topic.split("/");
      expect(levels).toHaveLength(3);
      expect(levels).not.toContain("");
      expect(topic).not.toMatch(/[+#]|^\$/);
      expect(topic).not.toContain("\u0000");
    }),
  );
});
