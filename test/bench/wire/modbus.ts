/** Modbus masters side by side against the same libmodbus slave, over TCP and over a line. */
import modbusSerial from "modbus-serial";
import type { Port, PortSettings } from "../../../drivers/contract.ts";
import { frameGapMs } from "../../../drivers/kit/modbus/line/line-timing.ts";
import { ModbusBus } from "../../../drivers/kit/modbus/modbus-bus.ts";
import { modbusDriver } from "../../../drivers/modbus/driver.ts";
import { type LibmodbusSlave, startLibmodbusSlave } from "../../support/libmodbus-slave.ts";
import {
  openMaster,
  openPort,
  realClock,
  serialSettings,
  silentLog,
} from "../../support/modbus.ts";
import { openPtyPair } from "../../support/pty.ts";
import { startLibmodbusMaster } from "./libmodbus-master.ts";
import { type Contender, measureRounds, median, ratioOf, repeat } from "./rounds.ts";

/** Of each request. */
export const REGISTERS = 10;
/** Addresses asked in turn, as the libmodbus master does. */
const ADDRESSES = 60;
const BAUD_RATE = 115_200;
const TIMEOUT_MS = 1_000;
/** So that no reading becomes stale while the others have their rounds. */
const RIG_TIMEOUT_MS = 30_000;
const ROUNDS = { rounds: 41, roundMs: 50, warmUpMs: 500 };
/** No cadence that a slave could keep: the next poll is always due. */
const AT_ONCE_MS = 0.001;

/**
 * Over TCP: our client, and the driver with its planner and decoding, beside a bare modbus-serial
 * loop and a libmodbus loop, ten registers a request. Goals: 0.85 of modbus-serial, 0.60 of
 * libmodbus. Neither of the others decodes, and the driver tells ten readings; so both are measured
 * with one register too, where it tells one.
 */
export async function measureTcp(): Promise<Readonly<Record<string, number>>> {
  await using slave = await startLibmodbusSlave(["tcp", "0"]);
  await using libmodbus = await startLibmodbusMaster(slave, REGISTERS);
  await using bare = await openBare((modbus) =>
    modbus.connectTCP(slave.host, { port: slave.port }),
  );
  await using master = await openMaster({ port: portOf(slave), framing: "tcp" });
  await using rig = await openRig(portOf(slave), "tcp");
  await using single = await openRig(portOf(slave), "tcp", 1);
  const client = repeat((at) => master.request(readAt(at)));
  const contenders = {
    ...{ client, driver: rig.contend, driverOfOne: single.contend },
    ...{ modbusSerial: bare.contend, modbusSerialOfOne: bare.contendWith(1) },
    libmodbus: libmodbus.contend,
  };
  const rates = await measureRounds({ contenders, ...ROUNDS });
  return {
    tcpClientPerSecond: median(rates.client),
    tcpDriverPerSecond: median(rates.driver),
    tcpModbusSerialPerSecond: median(rates.modbusSerial),
    tcpLibmodbusPerSecond: median(rates.libmodbus),
    tcpClientToModbusSerial: ratioOf(rates.client, rates.modbusSerial),
    tcpDriverToModbusSerial: ratioOf(rates.driver, rates.modbusSerial),
    tcpDriverToModbusSerialOneChannel: ratioOf(rates.driverOfOne, rates.modbusSerialOfOne),
    tcpClientToLibmodbus: ratioOf(rates.client, rates.libmodbus),
    tcpDriverToLibmodbus: ratioOf(rates.driver, rates.libmodbus),
    tcpModbusSerialToLibmodbus: ratioOf(rates.modbusSerial, rates.libmodbus),
  };
}

/**
 * RTU at 115200 over pseudo-terminals, a slave each. Goal: 1.00 of modbus-serial, like for like:
 * without the silence between frames, which modbus-serial does not keep. Beside it our client as it
 * is, and how much of what the silence leaves over it reaches.
 */
export async function measureRtu(): Promise<Readonly<Record<string, number>>> {
  await using ours = await openLine();
  await using theirs = await openLine();
  await using third = await openLine();
  await using bare = await openBare((modbus) =>
    modbus.connectRTUBuffered(theirs.path, { baudRate: BAUD_RATE }),
  );
  await using master = await openMaster({ port: openPort(ours.settings), framing: "rtu" });
  await using gapless = await openGapless(third.settings);
  const client = repeat((at) => master.request(readAt(at)));
  const contenders = { client, gapless: gapless.contend, modbusSerial: bare.contend };
  const rates = await measureRounds({ contenders, ...ROUNDS, roundMs: 200, rounds: 21 });
  const gapMs = frameGapMs(ours.settings, "rtu");
  const limits = rates.gapless.map((rate) => 1_000 / (1_000 / rate + gapMs));
  return {
    rtuGaplessPerSecond: median(rates.gapless),
    rtuModbusSerialPerSecond: median(rates.modbusSerial),
    rtuGaplessToModbusSerial: ratioOf(rates.gapless, rates.modbusSerial),
    rtuClientPerSecond: median(rates.client),
    rtuClientToModbusSerial: ratioOf(rates.client, rates.modbusSerial),
    rtuClientToWhatSilenceAllows: ratioOf(rates.client, limits),
  };
}

function readAt(at: number) {
  return { functionCode: 3, address: at % ADDRESSES, count: REGISTERS } as const;
}

/** A pseudo-terminal with a libmodbus slave at its other end. */
async function openLine() {
  const pty = await openPtyPair();
  const slave = await startLibmodbusSlave(["rtu", pty.rigPath, "1"]);
  return {
    path: pty.path,
    settings: serialSettings(pty.path, BAUD_RATE),
    async [Symbol.asyncDispose]() {
      await slave[Symbol.asyncDispose]();
      await pty[Symbol.asyncDispose]();
    },
  };
}

/** Our master as it never is on a line: with no silence between frames. */
async function openGapless(settings: PortSettings): Promise<OpenContender> {
  const { signal } = new AbortController();
  const link = await openPort(settings).openLink(signal);
  const bus = new ModbusBus(link, { framing: "rtu", clock: realClock, gapMs: 0 });
  const job = { unitId: 1, timeoutMs: TIMEOUT_MS, pauseMs: 0, onStray() {} };
  return {
    contend: repeat((at) => bus.request({ ...job, request: readAt(at) }, signal)),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}

function portOf({ host, port }: LibmodbusSlave): Port {
  return openPort({ kind: "tcp", host, port });
}

type BareMaster = InstanceType<typeof modbusSerial.default>;

interface OpenContender extends AsyncDisposable {
  readonly contend: Contender;
}

interface BareContender extends OpenContender {
  /** Reads so many registers with each request. */
  readonly contendWith: (registers: number) => Contender;
}

/** modbus-serial as its manual shows it, one request after the other. */
async function openBare(connect: (modbus: BareMaster) => Promise<void>): Promise<BareContender> {
  const modbus = new modbusSerial.default();
  await connect(modbus);
  modbus.setID(1);
  modbus.setTimeout(TIMEOUT_MS);
  const contendWith = (registers: number) =>
    repeat((at) => modbus.readHoldingRegisters(at % ADDRESSES, registers));
  return {
    ...{ contend: contendWith(REGISTERS), contendWith },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => modbus.close(() => resolve())),
  };
}

/**
 * The driver: a request is done when each of its channels has told a good and right reading. The
 * caller disposes it.
 */
export async function openRig(
  port: Port,
  framing: "tcp" | "rtu",
  registers = REGISTERS,
): Promise<OpenContender> {
  const names = Array.from({ length: registers }, (_, at) => `channel-${at}`);
  const parsed = modbusDriver.options.parse({
    ...{ framing, addressBase: 0, timeoutMs: RIG_TIMEOUT_MS },
    channels: names.map((name, address) => ({ name, table: "holding", address })),
  });
  const channels = parsed.channels.map((channel) => ({ ...channel, everyMs: AT_ONCE_MS }));
  const { signal } = new AbortController();
  const context = { rig: "bench", clock: realClock, log: silentLog, port };
  const connection = await modbusDriver.connect({ ...parsed, channels }, context, signal);
  const events = connection.events(signal)[Symbol.asyncIterator]();
  const poll = async () => {
    for (const [value, channel] of names.entries()) {
      const { value: event } = await events.next();
      const isRight = event?.kind === "reading" && event.quality === "good";
      if (isRight && event.channel === channel && event.value === value) continue;
      throw new Error(`not the reading of ${channel}: the figure would be a lie`);
    }
  };
  return {
    contend: repeat(poll),
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
    },
  };
}
