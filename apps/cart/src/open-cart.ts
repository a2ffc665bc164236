/** Opens a cart: what was kept is read, its hardware is opened, and the shop is told. */
import { makePrivateFolder } from "@saunter/shop/store/private-files";
import { lockFolder } from "@saunter/shop/store/process-lock";
import { createCartClock } from "./cart-clock.ts";
import type { CartConfig, TrayConfig } from "./config/cart-config.ts";
import { openScanner } from "./hardware/open-scanner.ts";
import { openTrays } from "./hardware/open-trays.ts";
import {
  createPlainPhysics,
  createSimulatedScale,
  type ScalePhysics,
  SIMULATED_COUNTS_PER_G,
} from "./hardware/simulated-scale.ts";
import { createTrayReader, type TrayReader } from "./hardware/tray-reader.ts";
import { RunningCart } from "./run-cart.ts";
import { SIMULATED_CATALOGUE } from "./simulated-catalogue.ts";
import { openCartJournal } from "./store/cart-journal.ts";
import { holdCatalogue, keepCatalogue, openKeptCatalogue } from "./sync/kept-catalogue.ts";
import { openShopLink, type ShopLink } from "./sync/shop-link.ts";
import type { CartRecord } from "./trip/cart-record.ts";
import { createCartTrip, restoreTrip } from "./trip/cart-trip.ts";

export interface OpenCartOptions {
  readonly readWallMs: () => number;
  /** Of a clock that is never set, milliseconds; the process's own where not given. */
  readonly readMonotonicMs?: () => number;
  readonly random: () => number;
  /** Draws its scale on the screen. */
  readonly isSimulated: boolean;
  /** Of that scale; a good cell on an even floor where not given. */
  readonly physics?: ScalePhysics;
  /** Lines of what the hardware has, for whoever watches the process. */
  readonly log: (line: string) => void;
}

export interface OpenCart {
  readonly cart: RunningCart;
  close(): Promise<void>;
}

/** Throws a `StoreError` where another process has the cart's folder. */
export async function openCart(config: CartConfig, options: OpenCartOptions): Promise<OpenCart> {
  const { isSimulated, log, readMonotonicMs = () => performance.now() } = options;
  makePrivateFolder(config.dataFolder);
  const lock = lockFolder(config.dataFolder);
  const opened = await openCartJournal<CartRecord>(config.dataFolder);
  if (opened.damagedFile !== null) log(`the journal was damaged: see ${opened.damagedFile}`);
  const trip = createCartTrip(config.language);
  restoreTrip(trip, opened.records);
  const clock = createCartClock(trip.lastMs, options.readWallMs, readMonotonicMs);
  const simulated = isSimulated
    ? createSimulatedScale(options.physics ?? createPlainPhysics(options.random))
    : null;
  for (const thing of trip.simulated) simulated?.put(thing);
  const trays = isSimulated ? [SIMULATED_TRAY] : config.trays;
  const readers = trays.map((tray, at) =>
    createTrayReader(tray, config, at, clock.nowMs(), (batch) => {
      if (tray.role === "goods") cart.takeWeights(batch);
    }),
  );
  const listReaders = (wanted: TrayConfig["role"]): ReadonlyMap<number, TrayReader> =>
    new Map([...readers.entries()].filter(([at]) => trays[at]!.role === wanted));
  const cart: RunningCart = new RunningCart({
    config,
    clock,
    journal: opened.journal,
    trip,
    catalogue:
      config.shop === null
        ? holdCatalogue(SIMULATED_CATALOGUE)
        : await openKeptCatalogue(config.dataFolder),
    readers: listReaders("goods"),
    seats: listReaders("child-seat"),
    simulated,
    isJournalDamaged: opened.damagedFile !== null,
    log,
  });
  const open = openTrays(
    isSimulated ? [] : config.trays,
    (tray, frame) => readers[tray]!.push(frame, clock.nowMs()),
    (tray, fault) => log(`tray ${tray}: ${fault}`),
  );
  if (config.scanner !== null) {
    const onCode = (code: string): void => void cart.scan(code);
    open.push(openScanner(config.scanner, onCode, (fault) => cart.setScannerFault(fault)));
  }
  if (config.beacon !== null) {
    open.push(
      openScanner(
        config.beacon,
        (line) => cart.takeBeacon(line),
        () => {},
      ),
    );
  }
  if (simulated !== null) {
    const sampling = setInterval(() => {
      const frame = simulated.sample(readMonotonicMs());
      if (frame !== null) readers[0]!.push(frame, clock.nowMs());
    }, 1000 / simulated.rateHz);
    open.push({ close: async () => clearInterval(sampling) });
  }
  const link = config.shop === null ? null : linkShop(config, config.shop, cart, options);
  return {
    cart,
    close: async () => {
      await Promise.all([...open, ...(link === null ? [] : [link])].map((one) => one.close()));
      await cart.close();
      lock.release();
    },
  };
}

const SIMULATED_TRAY = {
  role: "goods",
  channel: 0,
  channelCount: 1,
  calibration: { zero: 0, gramsPerUnit: 1 / SIMULATED_COUNTS_PER_G },
} as const;

function linkShop(
  { cartId, dataFolder }: CartConfig,
  { key, url }: NonNullable<CartConfig["shop"]>,
  cart: RunningCart,
  { log }: OpenCartOptions,
): ShopLink {
  const link = openShopLink({
    url,
    key,
    cartId,
    nextReport: () => cart.nextReport(),
    onAnswer: (answer, sent) => cart.takeAnswer(answer, sent),
    onRejected: (sent, httpStatus) => cart.takeRejected(sent, httpStatus),
    onCatalogue: async (pieces) => {
      try {
        const catalogue = await keepCatalogue(dataFolder, pieces);
        if (catalogue !== null) cart.takeCatalogue(catalogue);
        return catalogue !== null;
      } catch (error) {
        // On a full disk the copy of before stays.
        if (!(error instanceof Error && "code" in error)) throw error;
        log(`the catalogue cannot be kept: ${error.message}`);
        return false;
      }
    },
    catalogueVersion: () => cart.catalogue?.head.version ?? null,
    onOnline: (isOnline) => cart.setOnline(isOnline),
    onRefusal: (refusal) => cart.setRefusal(refusal),
  });
  cart.onNews(() => link.wake());
  return link;
}
