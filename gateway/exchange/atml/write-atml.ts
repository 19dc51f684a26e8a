/**
 * A run as ATML Test Results 6.01 (namespaces of IEEE 1636.1:2013), for tools that read it. Pure.
 * What the format has no place for (both verdicts, hashes, whether it is evidence) stands in an
 * extension of our own, which other tools skip.
 */
import type { RunDetail } from "../../records/views.ts";
import { limitsOf } from "./limits.ts";
import { datum } from "./values.ts";
import { type Attributes, element, type Xml, xmlDocument } from "./xml.ts";

const NAMESPACES = {
  "xmlns:trc": "urn:IEEE-1636.1:2013:TestResultsCollection",
  "xmlns:tr": "urn:IEEE-1636.1:2013:TestResults",
  "xmlns:c": "urn:IEEE-1671:2010:Common",
  "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
  "xmlns:r": "urn:rigline:run:1",
};

type Measurement = RunDetail["measurements"][number];

/** The whole document. A run that still goes on has no outcome yet: `NotStarted`. */
export function writeAtml(run: RunDetail): string {
  const { operator } = run.invitation ?? {};
  const results = element("trc:TestResults", { uuid: run.id }, [
    ...(operator === undefined
      ? []
      : [
          element("tr:Personnel", {}, [
            element("tr:SystemOperator", { ID: operator, name: operator }),
          ]),
        ]),
    resultSet(run),
    element("tr:TestProgram", {}, [definition(run.procedureId, run.procedureVersion)]),
    element("tr:TestStation", {}, [element("c:SerialNumber", {}, [run.station])]),
    unitUnderTest(run),
    ...(run.orderId === undefined
      ? []
      : [element("tr:WorkOrder", {}, [element("tr:WorkOrderNumber", {}, [run.orderId])])]),
    extension(run),
  ]);
  return xmlDocument(element("trc:TestResultsCollection", NAMESPACES, [results]));
}

function resultSet(run: RunDetail): Xml {
  const { startedAt, finishedAt } = run;
  const times = { startDateTime: startedAt, endDateTime: finishedAt };
  const tests = [...Map.groupBy(run.measurements, ({ id }) => id).values()].map(testOf);
  const names = [...run.missing, ...run.notReached];
  const untested = names.map((name, index) =>
    element("tr:Test", { ID: `n${index + 1}`, name, startDateTime: finishedAt ?? startedAt }, [
      outcome("NotStarted"),
    ]),
  );
  return element("tr:ResultSet", { ID: "rs1", name: run.operation, ...times }, [
    runOutcome(run),
    ...tests,
    ...untested,
  ]);
}

/** The public schema knows Passed, Failed and Aborted; TestStand qualifies the others like this. */
function outcome(value: string, qualifier?: string): Xml {
  return element("tr:Outcome", { value, qualifier });
}

function runOutcome({ outcome: found, cause }: RunDetail): Xml {
  switch (found) {
    case "pass":
      return outcome("Passed");
    case "fail":
      return outcome("Failed");
    case "aborted":
      return outcome("Aborted", cause);
    case "running":
      return outcome("NotStarted");
    case "error":
      return outcome("UserDefined", "Error");
    case "timeout":
      return outcome("UserDefined", "Timeout");
  }
}

/** One test for each measurement, one result for each attempt: retries are all kept. */
function testOf(attempts: readonly Measurement[], index: number): Xml {
  const [first] = attempts;
  const last = attempts.at(-1);
  if (first === undefined || last === undefined) return "";
  const attributes = { ID: `t${index + 1}`, name: first.name, startDateTime: first.takenAt };
  return element("tr:Test", { ...attributes, testReferenceID: first.id }, [
    measurementOutcome(last),
    ...attempts.map((each, at) => resultOf(each, `t${index + 1}r${at + 1}`)),
  ]);
}

function measurementOutcome({ computed, limits }: Measurement): Xml {
  if (computed === "pass") return outcome("Passed");
  if (computed === "fail") return outcome("Failed");
  const isLogged = limits === undefined || limits.comparator === "LOG";
  return outcome("UserDefined", isLogged ? "Done" : "NotJudged");
}

function resultOf(measurement: Measurement, id: string): Xml {
  const { step, limits, quality } = measurement;
  const described = quality === "good" ? [] : [`quality ${quality}`];
  return element("tr:TestResult", { ID: id, name: step }, [
    measurementOutcome(measurement),
    ...described.map((text) => element("tr:Description", {}, [text])),
    element("tr:TestData", {}, [datum(measurement)]),
    ...(limits === undefined ? [] : limitsOf(limits)),
  ]);
}

function definition(name = "none", version?: number): Xml {
  return element("c:Definition", { version: version === undefined ? undefined : `${version}` }, [
    element("c:Identification", {}, [element("c:ModelName", {}, [name])]),
  ]);
}

function unitUnderTest({ partNumber, serialNumber = "", revision }: RunDetail): Xml {
  const number = { number: partNumber, type: "Part", qualifier: "manufacturer" };
  const known = partNumber === undefined ? [] : [element("c:IdentificationNumber", number)];
  return element("tr:UUT", {}, [
    element("c:Definition", { version: revision }, [
      element("c:Identification", {}, [
        element("c:ModelName", {}, [partNumber ?? "unknown"]),
        ...(known.length === 0 ? [] : [element("c:IdentificationNumbers", {}, known)]),
      ]),
    ]),
    element("c:SerialNumber", {}, [serialNumber]),
  ]);
}

function extension(run: RunDetail): Xml {
  const { rig, slot, attempt, cycle, computed, reported, mismatch, completion, cause } = run;
  const { buildTag, engineeringMode, simulated, invalidated, procedureHash, limitSetHash } = run;
  const facts: Attributes = {
    ...{ rig, slot, attempt: text(attempt), cycle, computed, reported, mismatch: `${mismatch}` },
    ...{ completion, cause, buildTag, engineeringMode: `${engineeringMode}` },
    ...{ simulated: `${simulated}`, invalidated: text(invalidated), procedureHash, limitSetHash },
    ...{ traceHash: run.traceHash, gatewayVersion: run.gatewayVersion },
  };
  const instruments = run.equipment.map(({ id, function: used, status, calibrationId }) =>
    element("r:Instrument", { id, function: used, status, calibrationId }),
  );
  const refused = run.refused.map((step) => element("r:Refused", { step }));
  return element("tr:Extension", {}, [element("r:Run", facts, [...instruments, ...refused])]);
}

function text(value: number | boolean | undefined): string | undefined {
  return value === undefined ? undefined : `${value}`;
}
