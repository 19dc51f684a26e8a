// Imported first, for its effect: ends the process where Node.js is too old to read the rest.
// Therefore no import and no new syntax here, and the rest is imported dynamically after it.
const NODE_MAJOR_MIN = 20;

if (Number(process.versions.node.split(".")[0]) < NODE_MAJOR_MIN) {
  console.error(
    `rigline: Node.js ${process.versions.node} is too old to install with; ` +
      `${NODE_MAJOR_MIN} or newer is needed.\n` +
      "  What to do: install a newer Node.js (https://nodejs.org/en/download), " +
      "then run the command again.",
  );
  process.exit(1);
}
