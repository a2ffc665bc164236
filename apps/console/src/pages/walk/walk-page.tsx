import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect, useMemo } from "preact/hooks";
import { demo } from "../../demo/demo-state.ts";
import { parseAmount } from "../../parts/money/parse-amount.ts";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api } from "../../session.ts";
import { currencyOf } from "../../shop.ts";
import { namePage, words } from "../../words.ts";
import "../floor/floor.css";
import { FloorMap } from "../floor/floor-map.tsx";
import type { Floor, Point } from "../floor/floor-shape.ts";
import { type LiveFloor, useFloor } from "../floor/use-floor.ts";
import { keyOfProduct, type ProductItem } from "../goods/goods-lists.ts";
import { listBag } from "./bag.ts";
import { CartCard } from "./cart-card.tsx";
import { LeftCard } from "./left-card.tsx";
import { findGateAt, findGoal } from "./near-shelf.ts";
import { listOffered, type Offered } from "./shelf-front.tsx";
import { ShelfPanel } from "./shelf-panel.tsx";
import { useWalker, type Walker } from "./use-walker.ts";
import "./walk.css";
import { WalkDoor } from "./walk-door.tsx";
import { listenToWalkKeys } from "./walk-keys.ts";
import { WalkStick } from "./walk-stick.tsx";

type PriceOf = (gtin: string) => number | null;

/** One comes in oneself, takes things, leaves, and has a receipt. */
export function WalkPage() {
  const { value, problem, reload } = useLoaded(async (signal) => {
    const [floor, goods] = await Promise.all([
      api.call("GET /v1/floor", { signal }),
      api.call("GET /v1/goods", { signal }),
    ]);
    return { floor, priceOf: makePrices(goods.catalogue as unknown as readonly ProductItem[]) };
  }, []);
  const t = words.texts.walk;
  if (demo.value !== null && demo.value.recording !== null) {
    return <Empty title={t.recording}>{t.recordingText}</Empty>;
  }
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (value === null) return <Bones lines={6} />;
  if (value.floor.gondolas.length === 0) {
    return <Empty title={t.noShelves}>{t.noShelvesText}</Empty>;
  }
  return <Walk {...value} />;
}

function makePrices(catalogue: readonly ProductItem[]): PriceOf {
  const prices = new Map(
    catalogue.map(({ gtin, price }) => [
      keyOfProduct(gtin),
      parseAmount(String(price), currencyOf()),
    ]),
  );
  return (gtin) => prices.get(keyOfProduct(gtin)) ?? null;
}

interface WalkProps {
  readonly floor: Floor;
  readonly priceOf: PriceOf;
}

function Walk({ floor, priceOf }: WalkProps) {
  const live = useFloor(floor);
  const walker = useWalker(floor, live);
  const byFinger = useByFinger();
  const { give } = walker;
  const take = ({ gondola, shelf, plate, name }: Offered): void =>
    give({ kind: "take", at: { gondola, shelf, plate } }, words.texts.walk.said.reach(name));
  const leave = (): void => give({ kind: "leave" }, words.texts.walk.said.leaving);
  useKeys(walker, take, leave);
  const goTo = (place: Point): void => {
    const gate = findGateAt(floor, place)?.direction;
    const state = walker.avatar.value?.state ?? "gone";
    if (state === "gone" && gate !== undefined && gate !== "out") void walker.enter();
    else if (gate === "out") leave();
    else give({ kind: "go", ...toMetres(findGoal(floor, place)) });
  };
  return (
    <div class={byFinger.value ? "walk by-finger" : "walk"}>
      <section class="walk-main" aria-label={words.texts.walk.shop}>
        <header class="floor-head">
          <h1>{namePage("Be a shopper")}</h1>
          <p class="soft" role="status">
            <span class="two-lines" title={walker.message.value}>
              {walker.message.value}
            </span>
          </p>
        </header>
        <div class="walk-floor">
          <Snapshot floor={floor} live={live} walker={walker} onPlace={goTo} />
          <WalkStick onWay={({ x, y }) => give({ kind: "move", x, y })} />
          <WalkDoor walker={walker} feed={live.feed} onLeave={leave} />
        </div>
        {hasLeft(walker) ? null : (
          <ShelfPanel
            floor={floor}
            walker={walker}
            priceOf={priceOf}
            onTake={take}
            onGo={(place) => give({ kind: "go", ...toMetres(place) })}
          />
        )}
      </section>
      <aside id="walk-cart" class="walk-side">
        <Side live={live} walker={walker} />
      </aside>
    </div>
  );
}

/** Whoever has left looks at their receipt. */
function hasLeft({ avatar }: Walker): boolean {
  return avatar.value?.state === "gone" && avatar.value.visitId !== null;
}

/** Whether somebody walks by a finger, as far as one can tell: they are shown no keys. */
function useByFinger(): ReadonlySignal<boolean> {
  const byFinger = useSignal(matchMedia("(pointer: coarse)").matches);
  useEffect(() => {
    const tell = ({ pointerType }: PointerEvent): void => {
      byFinger.value = pointerType === "touch";
    };
    const type = (): void => {
      byFinger.value = false;
    };
    window.addEventListener("pointerdown", tell);
    window.addEventListener("keydown", type);
    return () => {
      window.removeEventListener("pointerdown", tell);
      window.removeEventListener("keydown", type);
    };
  }, []);
  return byFinger;
}

const toMetres = ({ x, y }: Point) => ({ xM: x / 100, yM: y / 100 });

function useKeys(walker: Walker, take: (offered: Offered) => void, leave: () => void): void {
  useEffect(() => {
    const press = (key: string): void => {
      if (key === "p") walker.putBack();
      if (key === "l") leave();
      const gondola = walker.near.value;
      const offered = gondola === null ? [] : listOffered(gondola);
      const chosen = offered.find((one) => one.key === key);
      if (chosen !== undefined) take(chosen);
    };
    const onWay = ({ x, y }: Point): void => walker.give({ kind: "move", x, y });
    return listenToWalkKeys(window, { onWay, onKey: press });
  }, []);
}

interface PictureProps {
  readonly floor: Floor;
  readonly live: LiveFloor;
  readonly walker: Walker;
  readonly onPlace: (place: Point) => void;
}

/** The floor; whoever one walks about has a ring around them. */
function Snapshot({ floor, live, walker, onPlace }: PictureProps) {
  const pointed = useComputed(() =>
    walker.avatar.value?.state === "inside" ? walker.avatar.value.visitId : null,
  );
  const walk = useMemo(() => ({ goal: walker.goal, onPlace }), []);
  return <FloorMap floor={floor} live={live} pointed={pointed} walk={walk} />;
}

/** The cart, and then the receipt. */
function Side({ live, walker }: Pick<PictureProps, "live" | "walker">) {
  const avatar = walker.avatar.value;
  if (avatar === null || avatar.visitId === null) {
    return <CartCard lines={[]} visit={null} onPutBack={walker.putBack} />;
  }
  const { visitId, receiptToken, carried } = avatar;
  if (hasLeft(walker)) {
    return (
      <LeftCard
        visitId={visitId}
        receiptToken={receiptToken}
        carried={carried}
        onAgain={walker.enter}
      />
    );
  }
  return <Cart live={live} walker={walker} visitId={visitId} />;
}

interface CartProps extends Pick<PictureProps, "live" | "walker"> {
  readonly visitId: string;
}

function Cart({ live, walker, visitId }: CartProps) {
  const { value, reload } = useLoaded(
    (signal) => api.call("GET /v1/visits/:visitId/belief", { params: { visitId }, signal }),
    [visitId],
  );
  useCalmEvents(["cart.*", "interaction.*"], reload, visitId);
  const { carried = [], receiptToken = null } = walker.avatar.value ?? {};
  const visit = live.feed.visits.value.get(visitId) ?? null;
  return (
    <>
      <CartCard
        lines={listBag(value?.products ?? [], carried)}
        visit={visit}
        onPutBack={walker.putBack}
      />
      <p class="row small walk-links">
        {receiptToken === null ? null : (
          <a href={`/shop/r/${receiptToken}`} target="_blank" rel="noreferrer">
            {words.texts.walk.phoneView}
          </a>
        )}
        <a href={`/console/visits/${visitId}`}>{words.texts.walk.shopView}</a>
      </p>
    </>
  );
}
