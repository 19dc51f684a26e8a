/** Plays a tone when the stage changes, unless somebody switched the sound off. */
import { useEffect, useRef, useState } from "react";
import type { StageKind } from "../stage/stage-state.ts";
import { playTone, type Tone } from "./tones.ts";

const KEY = "rigline.sound";

/** What the screen shows, as far as tones go. */
export interface Sounding {
  /** Changes with every moment that is told. */
  readonly moment: string;
  readonly tone: Tone | undefined;
}

/** Whether tones are on, and how that changes; kept in this browser. */
export function useTones({ moment, tone }: Sounding): [boolean, (isOn: boolean) => void] {
  const [isOn, setIsOn] = useState(() => localStorage.getItem(KEY) !== "off");
  const context = useRef<AudioContext>(undefined);
  const told = useRef(moment);
  useEffect(() => {
    // Only within what a person does may a page begin to sound.
    const wake = () => {
      context.current ??= new AudioContext();
      void context.current.resume();
    };
    addEventListener("keydown", wake);
    addEventListener("pointerdown", wake);
    return () => {
      removeEventListener("keydown", wake);
      removeEventListener("pointerdown", wake);
      void context.current?.close();
      context.current = undefined;
    };
  }, []);
  useEffect(() => {
    if (told.current === moment) return;
    told.current = moment;
    if (isOn && tone !== undefined && context.current !== undefined) {
      playTone(context.current, tone);
    }
  }, [moment, tone, isOn]);
  return [
    isOn,
    (next) => {
      localStorage.setItem(KEY, next ? "on" : "off");
      setIsOn(next);
    },
  ];
}

/** The tone of what is shown now; undefined where nothing is told. */
export function toneOf(kind: StageKind, of: { outcome?: string; isRefused: boolean }) {
  if (kind === "armed") return "armed";
  if (kind === "answer") return of.isRefused ? "refused" : undefined;
  if (kind !== "verdict") return undefined;
  return of.outcome === "pass" || of.outcome === "fail" ? of.outcome : "error";
}
