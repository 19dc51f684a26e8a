/** Code words of the records: what a rule or a query says no with, and what to do. */
import type { Problem } from "../problem.ts";

/** Those of runs, units, rigs, equipment, alarms, quarantine and the ledger's entries. */
export const RECORD_PROBLEMS = {
  "run.not-found": {
    status: 404,
    title: "No such run",
    remedy: "Check the id; `GET /api/v1/runs` lists runs.",
  },
  "run.not-running": {
    status: 409,
    title: "The run is already finished",
    remedy: "A finished run is never changed; report another execution as a run of its own.",
  },
  "run.different-content": {
    status: 409,
    title: "A run with this id exists with other content",
    remedy: "Use a new id for another run; a stored run is never overwritten.",
  },
  "wire.not-kept": {
    status: 404,
    title: "No raw bytes are kept of this run and port",
    remedy: "Say `blackBox: { save: all }` in rigline.yaml to keep them of passed runs, too.",
  },
  "wire.unreadable": {
    status: 500,
    title: "The raw bytes of this run can not be read",
    remedy: "Check the disk, then restore the folder `blobs` from a backup.",
  },
  "port.unknown": {
    status: 404,
    title: "No such port",
    remedy: "Take a name from `ports:` in rigline.yaml; `GET /api/v1/rigs` lists those in use.",
  },
  "run.none-open": {
    status: 409,
    title: "The rig has no open run",
    remedy: "Nothing needs to be aborted; `GET /api/v1/rigs` shows what each rig does.",
  },
  "rig.not-found": {
    status: 404,
    title: "No such rig",
    remedy: "Check the name; `GET /api/v1/rigs` lists the rigs.",
  },
  "rig.not-driven": {
    status: 409,
    title: "The rig runs by itself",
    remedy: "Start it at the rig; only the rigs under `driven:` are started from here.",
  },
  "rig.not-connected": {
    status: 409,
    title: "The rig is not connected",
    remedy: "See its fault on the Rigs page; each of its instruments must be connected.",
  },
  "rig.busy": {
    status: 409,
    title: "The rig has a run already",
    remedy: "Wait for its end, or abort it.",
  },
  "prompt.not-open": {
    status: 404,
    title: "This question is not open",
    remedy: "Read the open question anew; each takes one answer, until its deadline.",
  },
  "answer.invalid": {
    status: 422,
    title: "This does not answer the question",
    remedy: "Answer with what the question asks for; `detail` says what that is.",
  },
  "unit.mismatch": {
    status: 409,
    title: "Another unit is in the fixture than the one that was ordered",
    remedy: "Compare the label with the unit in the fixture; test the unit that is in it.",
  },
  "unit.not-found": {
    status: 404,
    title: "No such unit",
    remedy: "Check serial number and part number; `GET /api/v1/units?serialNumber=` finds it.",
  },
  "equipment.not-found": {
    status: 404,
    title: "No such equipment",
    remedy: "Check the number on its label; `GET /api/v1/equipment` lists what is registered.",
  },
  "calibration.not-found": {
    status: 404,
    title: "No such calibration of this equipment",
    remedy: "Check the id; `GET /api/v1/equipment/{id}` lists its calibrations.",
  },
  "calibration.in-tolerance": {
    status: 409,
    title: "The equipment was not found out of tolerance",
    remedy: "Nothing is suspect; record the calibration that found it so, then ask again.",
  },
  "record.reason-missing": {
    status: 422,
    title: "A change of this record needs its reason",
    remedy: "Send `reason`: what changed and why, for whoever reads the history.",
  },
  "alarm.not-found": {
    status: 404,
    title: "No such alarm",
    remedy: "Check the id; `GET /api/v1/alarms` lists all of them.",
  },
  "alarm.not-open": {
    status: 409,
    title: "The alarm has gone on meanwhile",
    remedy: "Read the alarm again: its `state` says who was first, or that it cleared by itself.",
  },
  "quarantine.not-held": {
    status: 404,
    title: "The sink does not hold this back",
    remedy: "Read the list again: `GET /api/v1/quarantine`; somebody may have been faster.",
  },
  "quarantine.not-mendable": {
    status: 409,
    title: "What this sink gets are the records themselves",
    remedy: "Retry it once its cause is gone, or discard it; only a database's view can be mended.",
  },
  "sink.not-found": {
    status: 404,
    title: "No such sink",
    remedy: "Check the name; `GET /api/v1/health` lists the sinks of this gateway.",
  },
  "sink.not-rebuildable": {
    status: 409,
    title: "This sink is no database that could be filled again",
    remedy: "Only a sink that answers with receipts is rebuilt, such as `influxdb`.",
  },
  "entry.not-found": {
    status: 404,
    title: "No such entry",
    remedy: "Entries are numbered from 1; the Health page shows the newest.",
  },
  "entry.not-signed": {
    status: 409,
    title: "No signed checkpoint covers that yet",
    remedy: "Ask again in ten minutes at most: then the next checkpoint is signed.",
  },
  "checkpoint.none": {
    status: 404,
    title: "Nothing has been signed yet",
    remedy: "Ask again in ten minutes at most: the first entries are signed by then.",
  },
  "record.not-found": {
    status: 404,
    title: "No such record",
    remedy: "Check kind and id; a slash in an id is written %2F in an address.",
  },
  "record.version-conflict": {
    status: 412,
    title: "Somebody changed the record meanwhile",
    remedy: "Read the record again and repeat your change on its latest version.",
  },
  "record.immutable": {
    status: 409,
    title: "This version is released and can not be changed",
    remedy: "Give the changed content a new version (procedure) or revision (product).",
  },
  "record.invalid": {
    status: 422,
    title: "The record contradicts itself or another record",
    remedy: "Correct the named field.",
  },
} as const satisfies Readonly<Record<string, Problem>>;
