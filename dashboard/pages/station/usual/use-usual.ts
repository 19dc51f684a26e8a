/** Reasons that Rigline names where a plant names none: they are shown in the reader's language. */
import { useTranslation } from "react-i18next";

/** By the title that the gateway keeps; a plant's own reasons are shown as it wrote them. */
export const USUAL_KEYS = {
  "Bad contact in the fixture": "contact",
  "Unit was not seated": "seating",
  "Cable or connector loose": "looseCable",
  "Test was disturbed": "disturbed",
  "Confirm the fail": "confirm",
  "Visible damage": "damage",
  "Wrong part fitted": "wrongPart",
  "Suspect lot": "suspectLot",
  "Label unreadable or wrong": "label",
  "Cause not clear": "unclear",
  "Connector reseated": "reseated",
  "Joint resoldered": "resoldered",
  "Part replaced": "replaced",
  Cleaned: "cleaned",
  Equipment: "equipment",
  "Fixture or probes": "fixture",
  Instrument: "instrument",
  "Cable or connector": "cable",
  "Test software or network": "software",
  Material: "material",
  "No units to test": "noUnits",
  "Wrong or damaged material": "wrongMaterial",
  "Next station is full": "downstreamFull",
  Quality: "quality",
  "Waiting for a decision": "decision",
  "Failures are looked into": "investigation",
  Planned: "planned",
  Break: "break",
  "Meeting or training": "meeting",
  Changeover: "changeover",
  Maintenance: "maintenance",
  People: "people",
  "Nobody here": "noOperator",
  "Waiting for help": "help",
} as const;

/** A reason as it is shown; what is stored stays the title. */
export function useUsual(): (title: string) => string {
  const { t } = useTranslation();
  return (title) => {
    if (!Object.hasOwn(USUAL_KEYS, title)) return title;
    return t(`usual.${USUAL_KEYS[title as keyof typeof USUAL_KEYS]}`);
  };
}
