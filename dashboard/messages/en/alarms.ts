/** The words of alarms. What was seen and what to do come from the gateway. */
export const alarms = {
  alarms: {
    title: "Alarms",
    none: "No alarm is open",
    since: "since",
    whatToDo: "What to do",
    acknowledge: "Acknowledge",
    acknowledged: "{{owner}} looks after it",
    flapping: "It came again and again: it stays until it has been away for an hour.",
    failed: "Not taken: {{problem}}",
    count_one: "{{count}} alarm",
    count_other: "{{count}} alarms",
  },
  alarmKind: {
    silence: "Silent",
    "no-valid-frame": "No valid frame",
    "link-lost": "Link lost",
    noise: "Much noise",
    "reading-rate": "Wrong rate of readings",
    "stuck-value": "Stuck value",
    "fast-change": "Too fast a change",
    "frozen-counter": "Frozen counter",
  },
} as const;
