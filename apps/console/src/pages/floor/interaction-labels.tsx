import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { Certainty } from "@saunter/ui/components/certainty";
import { useEffect } from "preact/hooks";
import { type Floor, findPlace } from "./floor-shape.ts";
import type { FloorTime } from "./floor-time.ts";
import { formatQuantity, type ShownInteraction } from "./interactions.ts";
import { toScreenX, toScreenY, type View } from "./view.ts";

interface InteractionLabelsProps {
  readonly floor: Floor;
  readonly list: ReadonlySignal<readonly ShownInteraction[]>;
  readonly time: FloorTime;
  readonly view: ReadonlySignal<View>;
  readonly nameOf: (gtin: string) => string;
}

/** A label stays so long at its place. */
const STAYS_MS = 5000;
const LABELS_MAX = 12;
const LOOK_EVERY_MS = 250;

/** What is taken, where it is taken, for some seconds: now, or at the time that one has gone back to. */
export function InteractionLabels({ floor, list, time, view, nameOf }: InteractionLabelsProps) {
  const tick = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => {
      tick.value++;
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const shown = useSignal<readonly ShownInteraction[]>([]);
  useSignalEffect(() => {
    tick.value;
    const now = chooseShown(list.value, time);
    // The same ones are left as they are: nothing is drawn anew.
    if (!isSame(now, shown.peek())) shown.value = now;
  });
  const placed = useComputed(() =>
    shown.value.flatMap((one) => {
      const at = findPlace(floor, one);
      return at === null ? [] : [{ one, at }];
    }),
  );
  return (
    <div class="floor-labels" aria-hidden="true">
      {placed.value.map(({ one, at }) => (
        <div
          key={one.evidenceId}
          class="floor-label"
          style={{
            translate: `${toScreenX(view.value, at.x)}px ${toScreenY(view.value, at.y)}px`,
          }}
        >
          <span>
            <b>{formatQuantity(one)}</b> {nameOf(one.gtin)}
          </span>
          <Certainty probability={one.probability} />
        </div>
      ))}
    </div>
  );
}

function chooseShown(list: readonly ShownInteraction[], time: FloorTime) {
  const recent = time.isLive.value
    ? list.filter(({ heardMs }) => heardMs !== null && Date.now() - heardMs < STAYS_MS)
    : findAround(list, time.readAtMs());
  return recent.slice(0, LABELS_MAX);
}

function findAround(list: readonly ShownInteraction[], atMs: number) {
  return list.filter(({ occurredMs }) => occurredMs <= atMs && atMs - occurredMs < STAYS_MS);
}

function isSame(a: readonly ShownInteraction[], b: readonly ShownInteraction[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
