/**
 * Who may import whom: arrows only run down the path of a datum. The first area whose pattern
 * fits a file is its area; a file without an area is red, so a new folder is a decision.
 */
export interface Area {
  readonly name: string;
  readonly files: RegExp;
  /** Names of areas besides its own; `types of X` allows `import type` alone. */
  readonly mayImport: readonly string[];
  /** Told to whoever breaks it. */
  readonly why: string;
}

const GROUND = ["contract", "domain", "problems"];
const SHARED_FLOOR = [...GROUND, "ledger", "telemetry"];
const CAPABILITY = [...SHARED_FLOOR, "records", "types of api"];
const EVERYTHING = ["*"];

/** Every area, the first that fits counts. */
export const AREAS: readonly Area[] = [
  area(
    "unit tests",
    /^(gateway|drivers|fixtures|dashboard|deploy)\/.*(\.test\.tsx?$|\/testing\/)/,
    {
      mayImport: EVERYTHING,
      why: "a test beside the code may bring what it needs",
    },
  ),
  area("contract", /^drivers\/(contract|driver-error|wire-file)\.ts$/, {
    mayImport: [],
    why: "the contract is the ground floor: it knows nobody",
  }),
  area("kit", /^drivers\/kit\//, {
    mayImport: ["contract"],
    why: "the kit serves every driver and knows none",
  }),
  area("driver registry", /^drivers\/registry\.ts$/, {
    mayImport: ["contract", "driver"],
    why: "the registry names the drivers and nothing else",
  }),
  area("driver", /^drivers\/[^/]+\//, {
    mayImport: ["contract", "kit"],
    why: "a driver is a folder you can delete: it imports the contract and the kit, no gateway/ and no other driver",
  }),
  area("domain", /^gateway\/domain\//, {
    mayImport: ["types of contract"],
    why: "the domain is pure and imports nothing but itself",
  }),
  area("problems", /^gateway\/platform\/(problems\/|problems?\.ts$|issue-words\.ts$)/, {
    mayImport: [],
    why: "the list of problems is data, and so are the words for them",
  }),
  area("platform", /^gateway\/platform\//, {
    mayImport: ["contract", "domain", "problems", "types of records"],
    why: "the platform wraps the process and knows nothing of rigs",
  }),
  area("config", /^gateway\/config\//, {
    mayImport: ["contract", "domain", "problems"],
    why: "the configuration is a value; nothing is started to read it",
  }),
  area("blobs", /^gateway\/blobs\//, {
    mayImport: SHARED_FLOOR,
    why: "blobs are files, whatever is in them; they refuse as the ledger does",
  }),
  area("telemetry", /^gateway\/telemetry\//, {
    mayImport: [...GROUND, "types of ledger"],
    why: "the telemetry store stands beside the ledger and serves it",
  }),
  area("ledger", /^gateway\/ledger\//, {
    mayImport: [...GROUND, "telemetry"],
    why: "the ledger stores any record and knows none; rules and projections are passed in",
  }),
  area("records", /^gateway\/records\/(queries|projections|rules)\.ts$/, {
    mayImport: [...CAPABILITY, "quality", "operations", "compliance"],
    why: "the lists name every rule, projection and query there is, and nothing else",
  }),
  area("records", /^gateway\/records\//, {
    mayImport: [...SHARED_FLOOR, "types of api"],
    why: "records are rules on the ledger; they know no wire, sink or screen",
  }),
  area("identity", /^gateway\/identity\//, {
    mayImport: [...SHARED_FLOOR, "records"],
    why: "who people are is known here alone; what they may do is a record",
  }),
  area("quality", /^gateway\/quality\//, { mayImport: CAPABILITY, why: "quality reads records" }),
  area("operations", /^gateway\/operations\//, {
    mayImport: CAPABILITY,
    why: "operations reads records",
  }),
  area("compliance", /^gateway\/compliance\//, {
    mayImport: CAPABILITY,
    why: "compliance reads records",
  }),
  area("station", /^gateway\/station\//, {
    mayImport: [...SHARED_FLOOR, "records", "types of config", "types of api", "types of platform"],
    why: "the station judges what a rig says; it knows no sink and no screen",
  }),
  area("probe", /^gateway\/probe\//, {
    mayImport: ["contract", "kit", "problems", "ledger", "types of config", "types of api"],
    why: "the probe asks devices by the kit and knows no rig, record or screen",
  }),
  area("delivery", /^gateway\/delivery\//, {
    mayImport: [...SHARED_FLOOR, "types of records", "types of config"],
    why: "delivery reads the ledger and knows no rig",
  }),
  area("historian", /^gateway\/historian\//, {
    mayImport: [...SHARED_FLOOR, "delivery", "types of config"],
    why: "the historian hears MQTT and writes InfluxDB; it knows no ledger of ours but the shapes",
  }),
  area("api", /^gateway\/api\//, {
    mayImport: [
      ...CAPABILITY,
      "quality",
      "operations",
      "compliance",
      "exchange",
      "identity",
      "types of platform",
    ],
    why: "the API mounts routes; it starts nothing",
  }),
  area("chaos", /^gateway\/chaos\//, {
    mayImport: ["config", "delivery", "domain", "types of records", "types of contract"],
    why: "a rehearsal starts the program as a user does and looks at it from outside",
  }),
  area("exchange", /^gateway\/exchange\//, {
    mayImport: CAPABILITY,
    why: "exchange turns files of others into runs; it knows no wire and no screen",
  }),
  area("command line", /^gateway\/cli\//, {
    mayImport: [
      ...[
        "compose",
        "config",
        "platform",
        "driver registry",
        "ledger",
        "records",
        "domain",
        "chaos",
        "compliance",
        "exchange",
      ],
      ...["contract", "kit", "probe"],
    ],
    why: "a command reads the configuration and hands over to compose",
  }),
  area("compose", /^gateway\/(composition\/|(compose(-[a-z]+)?|opening|writer|reader)\.ts$)/, {
    mayImport: EVERYTHING,
    why: "the composition roots name concrete parts, and only they",
  }),
  area("main", /^gateway\/main\.ts$/, {
    mayImport: ["command line"],
    why: "main is the edge of the process and nothing more",
  }),
  area("verify page", /^dashboard\/verify\//, {
    mayImport: ["compliance"],
    why: "the stand-alone page is the verifier itself, in a browser",
  }),
  area("dashboard", /^dashboard\//, {
    mayImport: ["types of records", "types of api", "types of problems", "types of domain"],
    why: "the dashboard runs in a browser: of the gateway it may know types alone",
  }),
  area("fixtures", /^fixtures\//, {
    mayImport: ["types of records"],
    why: "simulated rigs speak the protocols by themselves: shared code would share its faults",
  }),
  area("schema writer", /^deploy\/write-schema\.ts$/, {
    mayImport: ["config", "driver registry", "delivery"],
    why: "it writes down what the configuration's schema says",
  }),
  area("bundler", /^deploy\/bundle-gateway\.ts$/, {
    mayImport: ["command line"],
    why: "it makes the bundle where the command line looks for it",
  }),
  area("bootstrap", /^deploy\/bootstrap\/[a-z-]+\.mjs$/, {
    mayImport: [],
    why: "the bootstrap runs before anything is installed",
  }),
  area("check", /^test\/support\/check\.mjs$/, {
    mayImport: ["bootstrap", "tests"],
    why: "the check asks the tools, which are installed by then",
  }),
  area("test set-up", /^test\/support\/[a-z-]+\.mjs$/, {
    mayImport: ["bootstrap"],
    why: "the set-up runs before anything is installed",
  }),
  area("tidy", /^test\/tidy\//, {
    mayImport: EVERYTHING,
    why: "the tidy tests read the whole project",
  }),
  area("tests", /^test\//, { mayImport: EVERYTHING, why: "tests bring what they need" }),
  area("root configuration", /^[a-z]+\.config\.ts$/, {
    mayImport: ["tests"],
    why: "the tools' configuration stands at the root",
  }),
];

/** One door for each library: only files that fit may import it. `*` is everybody. */
export const DOORS: Readonly<Record<string, RegExp>> = {
  serialport: /^drivers\/kit\//,
  "modbus-serial": /^drivers\/kit\//,
  mqtt: /^gateway\/(delivery\/|historian\/[a-z-]*link\.ts$)/,
  aedes: /^gateway\/delivery\//,
  "@influxdata/influxdb-client": /^gateway\/historian\//,
  "node:sqlite": /^gateway\/(ledger|telemetry)\//,
  hono: /^gateway\/(api\/|identity\/|records\/access\.ts$|.*(\/|-)(routes|desk)\.ts$)/,
  "@hono/node-server": /^gateway\/api\//,
  "@hono/zod-openapi": /^gateway\/(api\/|.*\/routes\.ts$|.*-routes\.ts$)/,
  pino: /^gateway\/(platform\/|main\.ts$|compose\.ts$)/,
  "prom-client": /^gateway\/platform\//,
  uuid: /^gateway\/(platform|ledger)\//,
  commander: /^gateway\/cli\//,
  yaml: /^gateway\/(config\/|exchange\/|station\/imports\/import-records\.ts$|records\/)/,
  kysely: /^gateway\/(ledger|records|quality|operations|compliance)\//,
  zod: /^(drivers\/|gateway\/(?!domain\/|ledger\/|telemetry\/))/,
  react: /^dashboard\//,
  "react-dom": /^dashboard\//,
  "react-i18next": /^dashboard\//,
  i18next: /^dashboard\//,
  echarts: /^dashboard\//,
  "@mantine/core": /^dashboard\//,
  "@mantine/hooks": /^dashboard\//,
  "@tabler/icons-react": /^dashboard\//,
  "@tanstack/react-query": /^dashboard\//,
  "@tanstack/react-router": /^dashboard\//,
  "@fontsource/ibm-plex-mono": /^dashboard\//,
  "@fontsource-variable/ibm-plex-sans": /^dashboard\//,
  rolldown: /^deploy\/bundle-gateway\.ts$/,
  vite: /^dashboard\/vite\.config\.ts$/,
  "@vitejs/plugin-react": /^dashboard\/vite\.config\.ts$/,
  pdfkit: /^gateway\/(compliance\/evidence\/report|records\/station\/cards\/sheet-pdf)\.ts$/,
  "bwip-js": /^gateway\/records\/station\/cards\/sheet-pdf\.ts$/,
  protobufjs: /^$/,
  vitest: /^vitest\.config\.ts$/,
  "fast-check": /^$/,
  "playwright-core": /^$/,
  "@axe-core/playwright": /^$/,
  "oxc-parser": /^$/,
};

function area(name: string, files: RegExp, rest: Pick<Area, "mayImport" | "why">): Area {
  return { name, files, ...rest };
}
