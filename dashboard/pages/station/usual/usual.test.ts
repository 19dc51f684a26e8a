import { expect, test } from "vitest";
import { DEFAULT_REASONS } from "../../../../gateway/domain/downtime/reasons.ts";
import { USUAL_REASONS } from "../../../../gateway/domain/scan/card.ts";
import { usual } from "../../../messages/en/station/usual.ts";
import { USUAL_KEYS } from "./use-usual.ts";

test("every reason that a plant need not name has its words, and the English ones are its title", () => {
  const titles = [
    ...Object.values(USUAL_REASONS).flat(),
    ...DEFAULT_REASONS.flatMap(({ reasons, ...group }) => [group, ...reasons]),
  ].map(({ title }) => title);
  expect(Object.keys(USUAL_KEYS).toSorted()).toEqual([...new Set(titles)].toSorted());
  for (const [title, key] of Object.entries(USUAL_KEYS)) expect(usual.usual[key]).toBe(title);
});
