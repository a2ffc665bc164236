/**
 * Whether letters and digits act by themselves. Whoever speaks to their machine, or brushes its keys,
 * turns that off (WCAG 2.1.4); arrows, Enter and Escape act always.
 */
import { effect, signal } from "@preact/signals";
import { type PressedKey, readKey } from "./pressed-key.ts";

const KEPT_AS = "saunter.single-keys";

export const singleKeys = signal(localStorage.getItem(KEPT_AS) !== "off");

effect(() => localStorage.setItem(KEPT_AS, singleKeys.value ? "on" : "off"));

export function isTurnedOff(pressed: PressedKey): boolean {
  return !singleKeys.value && readKey(pressed).length === 1;
}
