/**
 * Lean Modbus TCP slaves in a process of their own: `node test/bench/many-slaves.ts COUNT` prints
 * one line with their ports, and ends when stdin does.
 */
import { openSlave } from "../support/modbus.ts";

const slaves = await Promise.all(
  Array.from({ length: Number(process.argv[2]) }, () => openSlave("tcp")),
);
console.log(JSON.stringify(slaves.map(({ port }) => port)));
process.stdin.resume();
process.stdin.once("end", () => process.exit(0));
