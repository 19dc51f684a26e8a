#!/usr/bin/env node
// Run by `npm start` before the gateway. Plain JavaScript, because it runs on whatever Node.js
// the machine has, before the pinned one is there.
import "./node-version.mjs";

const { prepare, reportAndExit } = await import("./prepare.mjs");
await prepare().catch(reportAndExit);
