/**
 * Whether letters and digits act by themselves. Whoever speaks to their machine, or brushes its keys,
 * turns that off (WCAG 2.1.4); arrows, Enter and Escape act always.
 */
import { effect, signal } from "@preact/signals";

const KEPT_AS = "saunter.single-keys";

export const singleKeys = signal(localStorage.getItem(KEPT_AS) !== "off");

effect(() => localStorage.setItem(KEPT_AS, singleKeys.value ? "on" : "off"));

export function isTurnedOff({ key }: Pick<KeyboardEvent, "key">): boolean {
  return !singleKeys.value && key.length === 1;
}
