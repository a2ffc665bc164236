/** Whoever is asked to set up a second factor may do so later: until the next sign-in in this tab. */
import { signal } from "@preact/signals";

const POSTPONED = "second-factor-postponed";

export const isPostponed = signal(sessionStorage.getItem(POSTPONED) !== null);

export function postpone(): void {
  sessionStorage.setItem(POSTPONED, "yes");
  isPostponed.value = true;
}

/** Somebody signs in: they are asked again. */
export function askAgain(): void {
  sessionStorage.removeItem(POSTPONED);
  isPostponed.value = false;
}
