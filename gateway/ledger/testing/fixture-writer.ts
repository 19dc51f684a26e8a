import { serveWriter } from "../writer-host.ts";
import { counterProjection, fixtureRules, fixtureUpcasters } from "./fixture-rules.ts";

serveWriter({
  rules: fixtureRules,
  projections: [counterProjection],
  upcasters: fixtureUpcasters,
});
