import { effect, type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { Certainty } from "@saunter/ui/components/certainty";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { onBeat } from "../../parts/beat.ts";
import type { FloorFeed } from "./floor-feed.ts";
import { type Floor, findPlace, type Point } from "./floor-shape.ts";
import type { FloorTime } from "./floor-time.ts";
import { formatQuantity, listDoneAt, type ShownInteraction } from "./interactions.ts";
import type { MovingView } from "./moving-view.ts";
import { type KeptFree, type LabelPlace, placeLabels } from "./place-labels.ts";
import { type Size, toScreenX, toScreenY, type View } from "./view.ts";

interface InteractionLabelsProps {
  readonly floor: Floor;
  readonly list: ReadonlySignal<readonly ShownInteraction[]>;
  readonly time: FloorTime;
  readonly moving: Pick<MovingView, "view" | "size">;
  readonly nameOf: (gtin: string) => string;
  /** Of whom it is known where they are. */
  readonly people: FloorFeed["people"];
  /** Where the one is who is walked about: no label covers them. */
  readonly readWalked?: () => Point | null;
}

/** A label stays so long at its place. */
const STAYS_MS = 5000;
const LABELS_MAX = 12;
/** Of a label that has not been measured yet. */
const UNKNOWN: Size = { width: 0, height: 0 };

/** What is taken, where it is taken, for some seconds: now, or at the time that one has gone back to. */
export function InteractionLabels(props: InteractionLabelsProps) {
  const { floor, list, time, moving, nameOf, people, readWalked } = props;
  const shown = useSignal<readonly ShownInteraction[]>([]);
  const walked = useSignal<Point | null>(null);
  useEffect(() => {
    const choose = (): void => {
      const now = chooseShown(list.value, time, people.value);
      // The same ones are left as they are: nothing is redrawn.
      if (!isSame(now, shown.peek())) shown.value = now;
      walked.value = now.length === 0 ? null : stepTo(walked.peek(), readWalked?.() ?? null);
    };
    // Not as an effect of the component: each of those asks for a frame of the page.
    const stopChanges = effect(choose);
    const stopBeat = onBeat(choose);
    return () => {
      stopChanges();
      stopBeat();
    };
  }, [list, time]);
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
    return placeLabels(boxes, moving.size.value, listKeptFree(view, walked.value));
  });
  return (
    <div class="floor-labels" aria-hidden="true">
      {shown.value.map((one) => {
        const at = places.value.get(one.evidenceId);
        const size = sizes.value.get(one.evidenceId) ?? UNKNOWN;
        return at === undefined ? null : (
          <Label
            key={one.evidenceId}
            one={one}
            at={at}
            size={size}
            measured={measured}
            name={nameOf(one.gtin)}
          />
        );
      })}
    </div>
  );
}

interface LabelProps {
  readonly one: ShownInteraction;
  readonly at: LabelPlace;
  readonly size: Size;
  readonly name: string;
  readonly measured: (key: string, size: Size) => void;
}

/** It tells how large it is before it is painted: what it says may change. */
function Label({ one, at, size, name, measured }: LabelProps) {
  const element = useRef<HTMLDivElement>(null);
  const words = `${formatQuantity(one)} ${name} ${one.probability}`;
  useLayoutEffect(() => {
    const { offsetWidth, offsetHeight } = element.current!;
    measured(one.evidenceId, { width: offsetWidth, height: offsetHeight });
  }, [words]);
  // It stays where it is: a transform of its own would cost more with each frame of the page.
  const left = `${at.x - Math.ceil(size.width) / 2}px`;
  const top = `${at.y - Math.ceil(size.height)}px`;
  return (
    <div ref={element} class="floor-label" style={{ left, top }}>
      <span>
        <b dir="ltr">{formatQuantity(one)}</b> {name}
      </span>
      <Certainty probability={one.probability} />
    </div>
  );
}

function chooseShown(
  list: readonly ShownInteraction[],
  time: FloorTime,
  people: FloorFeed["people"]["value"],
) {
  const recent = time.isLive.value
    ? list.filter(({ receivedMs }) => receivedMs !== null && Date.now() - receivedMs < STAYS_MS)
    : listDoneAt(list, people ?? [], time.readAtMs(), STAYS_MS);
  return recent.slice(0, LABELS_MAX);
}

/** Labels make way for whoever has walked on, and not with each step. */
const STEP_CM = 20;

function stepTo(before: Point | null, now: Point | null): Point | null {
  if (before === null || now === null) return now;
  return Math.hypot(now.x - before.x, now.y - before.y) < STEP_CM ? before : now;
}

/** A ring and a word above it, pixels. */
const WALKED = { width: 52, below: 24, height: 72 };

function listKeptFree(view: View, walked: Point | null): KeptFree[] {
  if (walked === null) return [];
  const [x, y] = [toScreenX(view, walked.x), toScreenY(view, walked.y)];
  return [{ x, y: y + WALKED.below, width: WALKED.width, height: WALKED.height }];
}

function isSame(a: readonly ShownInteraction[], b: readonly ShownInteraction[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
