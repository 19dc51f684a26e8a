import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import { hashLeafData } from "./hashing.ts";
import {
  decodeVerifierKey,
  encodeVerifierKey,
  NoteError,
  noteSigner,
  openNote,
  signNote,
} from "./signed-note.ts";

// The example of https://c2sp.org/signed-note.
const VERIFIER = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const TEXT = "This is an example message.\n";
const SIGNATURE =
  "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=";
const NOTE = `${TEXT}\n— example.com/foo ${SIGNATURE}\n`;

function newSigner(name = "plant7.example/gw-03") {
  return noteSigner(name, generateKeyPairSync("ed25519").privateKey);
}

test("the published note is valid under the published key, and its text comes back", () => {
  const verifier = decodeVerifierKey(VERIFIER);
  expect(encodeVerifierKey(verifier)).toBe(VERIFIER);
  expect(openNote(NOTE, verifier)).toBe(TEXT);
});

test("a note with another text, another signature or no signature of the key is refused", () => {
  const verifier = decodeVerifierKey(VERIFIER);
  expect(() => openNote(NOTE.replace("example", "exemple"), verifier)).toThrow(NoteError);
  expect(() => openNote(NOTE.replace("2QOkn8", "2QOkn9"), verifier)).toThrow(NoteError);
  expect(() => openNote(NOTE, newSigner())).toThrow(NoteError);
  for (const broken of ["", TEXT, NOTE.trim(), NOTE.replace("— ", "- "), `\n${TEXT}`]) {
    expect(() => openNote(broken, verifier)).toThrow(NoteError);
  }
});

test("a key whose id is not that of its name and bytes is refused", () => {
  for (const broken of [
    VERIFIER.replace("530d903a", "530d903b"),
    VERIFIER.replace("foo", "bar"),
    VERIFIER.replace("Aeky", "Beky"),
    "example.com/foo",
  ]) {
    expect(() => decodeVerifierKey(broken)).toThrow(NoteError);
  }
});

test("a checkpoint that is signed can be opened, and says origin, size and root", () => {
  const signer = newSigner();
  const root = hashLeafData(Buffer.from("x"));
  const note = signNote(encodeCheckpoint({ origin: signer.name, size: 12, root }), signer);
  // A witness adds a line of its own: whoever does not know it passes over it.
  const witnessed = `${note}— witness.example/w1 ${SIGNATURE}\n`;
  for (const each of [note, witnessed]) {
    expect(decodeCheckpoint(openNote(each, signer))).toEqual({
      origin: signer.name,
      size: 12,
      root,
    });
  }
});

test("what has no form is no checkpoint and no signer", () => {
  for (const text of ["", "o\n01\nAAAA\n", "o\n1\nAAAA\n", "\n1\n", "o\n-1\nAAAA\n"]) {
    expect(() => decodeCheckpoint(text)).toThrow(NoteError);
  }
  for (const name of ["", "a b", "a+b", "a\nb"]) expect(() => newSigner(name)).toThrow(NoteError);
  expect(() => signNote("no newline", newSigner())).toThrow(NoteError);
});
