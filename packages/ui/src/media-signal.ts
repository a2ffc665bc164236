/** Whether a media query holds, as a signal that follows it. */
import { type ReadonlySignal, signal } from "@preact/signals";

export function matchMediaSignal(query: string): ReadonlySignal<boolean> {
  const media = matchMedia(query);
  const matches = signal(media.matches);
  media.addEventListener("change", () => {
    matches.value = media.matches;
  });
  return matches;
}
