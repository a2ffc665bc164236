/** Whether there is room for what a demonstration has beside the tablet; else it is one of its pages. */
import { signal } from "@preact/signals";

const wide = matchMedia("(width >= 88rem)");

export const isBeside = signal(wide.matches);
wide.addEventListener("change", () => {
  isBeside.value = wide.matches;
});
