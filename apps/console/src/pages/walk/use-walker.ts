import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { toProblem } from "@saunter/client/problem";
import { toast } from "@saunter/ui/components/toasts";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { type Demo, demo, loadDemo } from "../../demo/demo-state.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import type { Floor, Point } from "../floor/floor-shape.ts";
import type { LiveFloor } from "../floor/use-floor.ts";
import { type Carried, followBag } from "./bag.ts";
import { findNear, type Gondola } from "./near-shelf.ts";
import { createWalkOrders, type Order } from "./walk-orders.ts";

type Avatar = NonNullable<Demo["avatar"]>;

export interface Walker {
  /** Whom one walks about; null where nobody is, or was, so. */
  readonly avatar: ReadonlySignal<Avatar | null>;
  /** What they stand before. */
  readonly near: ReadonlySignal<Gondola | null>;
  /** What was done last, in words. */
  readonly message: ReadonlySignal<string>;
  /** Where they are on their way to, centimetres; null once they are there. */
  readonly goal: ReadonlySignal<Point | null>;
  enter(): Promise<void>;
  give(order: Order, message?: string): void;
  /** Puts a product back where it was; the one that was taken last where none is named. */
  putBack(gtin?: string): void;
}

/** How often the avatar's state is requested while they are in the shop. */
const LOOK_EVERY_MS = 700;

/** Somebody who walks about in the shop as they are told. */
export function useWalker(floor: Floor, live: LiveFloor): Walker {
  const avatar = useComputed(() => demo.value?.avatar ?? null);
  const message = useSignal("");
  const goal = useSignal<Point | null>(null);
  const near = useSignal<Gondola | null>(null);
  usePlace(live, avatar, (place) => {
    near.value = place === null ? null : findNear(floor, place);
    if (place === null || isThere(place, goal.value)) goal.value = null;
  });
  const tell = (words: string): void => {
    message.value = words;
  };
  const taken = useBag(avatar, tell);
  const before = useGates(avatar, tell);
  const orders = useMemo(
    () =>
      createWalkOrders(async (order) => {
        try {
          demo.value = await api.call("POST /v1/demo/avatar/orders", { body: { order } });
        } catch (error) {
          const { title, detail } = toProblem(error);
          toast(words.texts.walk.said.refused(title, detail));
        }
      }),
    [],
  );
  useAvatarPolling(avatar);
  const give = (order: Order, words = ""): void => {
    if (avatar.value?.state !== "inside") return;
    if (words !== "") message.value = words;
    goal.value = order.kind === "go" ? { x: 100 * order.xM, y: 100 * order.yM } : null;
    orders.give(order);
  };
  return {
    avatar,
    near,
    message,
    goal,
    give,
    enter: async () => {
      message.value = "";
      // The gate may be quicker than whoever asks for it.
      before.current = "waiting";
      demo.value = await api.call("POST /v1/demo/avatar");
    },
    putBack: (gtin = taken.current.at(-1)) => {
      const line = avatar.value?.carried.find((one) => one.gtin === gtin);
      if (line === undefined) return;
      give({ kind: "put", gtin: line.gtin, at: null }, words.texts.walk.said.putBack(line.name));
    },
  };
}

/** Says when they are through a gate. Returns where they were when they were last looked at. */
function useGates(avatar: ReadonlySignal<Avatar | null>, tell: (words: string) => void) {
  const before = useRef<Avatar["state"] | null>(null);
  useSignalEffect(() => {
    const state = avatar.value?.state ?? null;
    if (before.current === "waiting" && state === "inside") tell(words.texts.walk.said.isIn);
    if (before.current === "inside" && state === "gone") tell(words.texts.walk.said.isOut);
    before.current = state;
  });
  return before;
}

/** Asks for the avatar's state while it may change by itself. */
function useAvatarPolling(avatar: ReadonlySignal<Avatar | null>): void {
  useEffect(() => {
    const look = (): void => {
      const state = avatar.value?.state;
      if (state === "waiting" || state === "inside") void loadDemo().catch(() => {});
    };
    void loadDemo().catch(() => {});
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}

/** Nearer than this they are there, centimetres. */
const THERE_CM = 30;

function isThere(place: Point, goal: Point | null): boolean {
  return goal !== null && Math.hypot(place.x - goal.x, place.y - goal.y) < THERE_CM;
}

/** Tells where they are seen with each snapshot of the floor; null where they are not. */
function usePlace(
  { feed, shown }: LiveFloor,
  avatar: ReadonlySignal<Avatar | null>,
  tell: (place: Point | null) => void,
): void {
  useEffect(
    () =>
      feed.onSnapshot(() => {
        const me = avatar.value;
        const number = feed.people.value?.find((one) => one.shopperId === me?.shopperId)?.number;
        const isInside = me?.state === "inside";
        tell((isInside ? shown.read().find((one) => one.number === number) : null) ?? null);
      }),
    [],
  );
}

/** Tells what has come into the bag, or gone out of it; knows in what order it came. */
function useBag(
  avatar: ReadonlySignal<Avatar | null>,
  tell: (words: string) => void,
): { readonly current: readonly string[] } {
  const taken = useRef<readonly string[]>([]);
  const before = useRef<readonly Carried[] | null>(null);
  useSignalEffect(() => {
    const now = avatar.value?.carried ?? [];
    taken.current = followBag(taken.current, now);
    const last = before.current ?? now;
    before.current = now;
    if (avatar.value?.state !== "inside") return;
    const countIn = (list: readonly Carried[], gtin: string): number =>
      list.find((one) => one.gtin === gtin)?.quantity ?? 0;
    for (const { gtin, name } of now) {
      if (countIn(now, gtin) > countIn(last, gtin)) tell(words.texts.walk.said.took(name));
    }
    for (const { gtin, name } of last) {
      if (countIn(now, gtin) < countIn(last, gtin)) tell(words.texts.walk.said.putBack(name));
    }
  });
  return taken;
}
