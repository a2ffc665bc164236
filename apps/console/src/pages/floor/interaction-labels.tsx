import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { Certainty } from "@saunter/ui/components/certainty";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { onBeat } from "../../parts/beat.ts";
import { type Floor, findPlace } from "./floor-shape.ts";
import type { FloorTime } from "./floor-time.ts";
import { formatQuantity, type ShownInteraction } from "./interactions.ts";
import type { MovingView } from "./moving-view.ts";
import { type LabelPlace, placeLabels } from "./place-labels.ts";
import { type Size, toScreenX, toScreenY } from "./view.ts";

interface InteractionLabelsProps {
  readonly floor: Floor;
  readonly list: ReadonlySignal<readonly ShownInteraction[]>;
  readonly time: FloorTime;
  readonly moving: Pick<MovingView, "view" | "size">;
  readonly nameOf: (gtin: string) => string;
}

/** A label stays so long at its place. */
const STAYS_MS = 5000;
const LABELS_MAX = 12;
/** Of a label that has not been measured yet. */
const UNKNOWN: Size = { width: 0, height: 0 };

/** What is taken, where it is taken, for some seconds: now, or at the time that one has gone back to. */
export function InteractionLabels({ floor, list, time, moving, nameOf }: InteractionLabelsProps) {
  const tick = useSignal(0);
  useEffect(
    () =>
      onBeat(() => {
        tick.value++;
      }),
    [],
  );
  const shown = useSignal<readonly ShownInteraction[]>([]);
  useSignalEffect(() => {
    tick.value;
    const now = chooseShown(list.value, time);
    // The same ones are left as they are: nothing is drawn anew.
    if (!isSame(now, shown.peek())) shown.value = now;
  });
  const sizes = useSignal<ReadonlyMap<string, Size>>(new Map());
  const measured = (key: string, size: Size): void => {
    const kept = shown.peek().map(({ evidenceId }) => [evidenceId, sizes.peek().get(evidenceId)]);
    const known = kept.filter((entry): entry is [string, Size] => entry[1] !== undefined);
    sizes.value = new Map([...known, [key, size]]);
  };
  const places = useComputed(() => {
    const view = moving.view.value;
    // The oldest first: what has been there for a while stays where it is.
    const boxes = shown.value.toReversed().flatMap((one) => {
      const at = findPlace(floor, one);
      const size = sizes.value.get(one.evidenceId) ?? UNKNOWN;
      if (at === null) return [];
      const [x, y] = [toScreenX(view, at.x), toScreenY(view, at.y)];
      return [{ key: one.evidenceId, x, y, ...size }];
    });
    return placeLabels(boxes, moving.size.value);
  });
  return (
    <div class="floor-labels" aria-hidden="true">
      {shown.value.map((one) => {
        const at = places.value.get(one.evidenceId);
        return at === undefined ? null : (
          <Label key={one.evidenceId} {...{ one, at, measured }} name={nameOf(one.gtin)} />
        );
      })}
    </div>
  );
}

interface LabelProps {
  readonly one: ShownInteraction;
  readonly at: LabelPlace;
  readonly name: string;
  readonly measured: (key: string, size: Size) => void;
}

/** It tells how large it is before it is painted: what it says may change. */
function Label({ one, at, name, measured }: LabelProps) {
  const element = useRef<HTMLDivElement>(null);
  const words = `${formatQuantity(one)} ${name} ${one.probability}`;
  useLayoutEffect(() => {
    const { offsetWidth, offsetHeight } = element.current!;
    measured(one.evidenceId, { width: offsetWidth, height: offsetHeight });
  }, [words]);
  return (
    <div ref={element} class="floor-label" style={{ translate: `${at.x}px ${at.y}px` }}>
      <span>
        <b>{formatQuantity(one)}</b> {name}
      </span>
      <Certainty probability={one.probability} />
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
