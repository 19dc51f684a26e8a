/** The words around every page: name, menu, search, the connection, faults. */
export const shell = {
  app: {
    name: "Rigline",
    loading: "Reading {{what}}…",
    skip: "Skip to the content",
    zone: "Times in {{zone}}",
    demo: "DEMO",
    demoText: "Simulated rigs: nothing here is a real record.",
    menu: "Pages",
    none: "none",
    tableOf: "{{name}}, table",
    notFoundTitle: "There is no page at this address",
    notFoundText:
      "The link may be old, or a letter is missing. The line itself is on the first page.",
    toStation: "Open the station",
  },
  nav: {
    station: "Station",
    runs: "Runs",
    units: "Units",
    rigs: "Rigs",
    products: "Products",
    orders: "Orders",
    health: "Health",
    people: "People",
    sinksBehind_one: "{{count}} sink behind",
    sinksBehind_other: "{{count}} sinks behind",
  },
  search: {
    label: "Find a serial number, order, product, instrument or run",
    placeholder: "Serial, order, run …",
    kind: {
      unit: "Units",
      order: "Orders",
      product: "Products",
      run: "Runs",
      equipment: "Instruments",
      nonconformance: "Nonconformances",
    },
    go: "Find",
    busy: "Looking…",
  },
  theme: { label: "Colours", auto: "Auto", light: "Light", dark: "Dark" },
  link: {
    connecting: "Connecting",
    live: "Live",
    reconnecting: "Reconnecting",
    stale: "Stale since {{time}}",
    never: "No connection",
    liveTitle: "The gateway is heard; last word at {{time}}",
    lostTitle:
      "The gateway is not heard. What you see is from {{time}}; it is tried again by itself.",
  },
  problem: {
    title: "This could not be read",
    remedy: "What to do",
    code: "Code",
    retry: "Try again",
    unreachableTitle: "The gateway does not answer",
    unreachableText:
      "What was read before stays on the screen; nothing on the line is lost by this.",
    unreachableRemedy:
      "Check that Rigline runs on this machine; the page connects again by itself.",
    pageTitle: "This page failed",
    pageText: "The fault is in the dashboard, not in what is stored. The other pages still work.",
    pageRemedy: "Reload the page. If it comes again, report the code below.",
  },
} as const;
