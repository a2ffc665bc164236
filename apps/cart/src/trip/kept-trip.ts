/** A trip and what is kept of it: each event is on the disk before whoever caused it is told so. */
import type { CartClock } from "../cart-clock.ts";
import type { CartJournal } from "../store/cart-journal.ts";
import type { CartEvent, CartRecord } from "./cart-record.ts";
import { applyRecord, type CartTrip } from "./cart-trip.ts";
import { isOn } from "./take-act.ts";

type Started = Extract<CartEvent, { kind: "started" }>;

export interface KeptTripOptions {
  /** As it was restored. */
  readonly trip: CartTrip;
  readonly journal: CartJournal<CartRecord>;
  readonly clock: CartClock;
  readonly language: string;
  /** A journal that was damaged has been set aside: something of the trip may be missing. */
  readonly isDamaged: boolean;
  /** Called before a trip begins, and before one is forgotten. */
  readonly onLeaving: () => void;
}

export class KeptTrip {
  readonly trip: CartTrip;
  readonly #options: KeptTripOptions;
  #isDamaged: boolean;
  #hasFailed = false;

  constructor(options: KeptTripOptions) {
    this.trip = options.trip;
    this.#options = options;
    this.#isDamaged = options.isDamaged;
    void this.keep({ kind: "opened" });
  }

  /** What is kept of the trip may not be all of it. */
  get hasFailed(): boolean {
    return this.#hasFailed || this.#isDamaged;
  }

  /** Takes events and keeps them, with what they lead to. Resolves once they are on the disk. */
  async keepAll(events: readonly CartEvent[], actId?: string): Promise<void> {
    let last: Promise<void> = Promise.resolve();
    for (const event of events) last = this.keep(event, actId);
    await last;
  }

  keep(event: CartEvent, actId?: string): Promise<void> {
    if (event.kind === "started") return this.#start(event);
    const record = { ...this.#stamp(event), ...(actId === undefined ? {} : { actId }) };
    const more = applyRecord(this.trip, record);
    const written = this.#guard(this.#options.journal.append(record));
    return more.length === 0 ? written : this.keepAll(more);
  }

  /** Keeps what the engine has taken already. */
  keepTaken(event: CartEvent): void {
    void this.#guard(this.#options.journal.append(this.#stamp(event)));
  }

  /** Nothing of the trip that has ended reaches whoever comes next. */
  free(): void {
    this.#options.onLeaving();
    void this.#replace([]);
  }

  async close(): Promise<void> {
    await this.#guard(this.#options.journal.close());
  }

  #start(event: Started): Promise<void> {
    const { trip } = this;
    // Who takes a free cart may have chosen a language before anything else.
    const language = trip.status === "free" ? trip.language : this.#options.language;
    this.#options.onLeaving();
    return this.#replace([event], language);
  }

  /** A trip has a journal of its own; what the shop does not know yet of those before goes with it. */
  #replace(events: readonly CartEvent[], language: string = this.#options.language): Promise<void> {
    const { trip } = this;
    const { answeredBootId } = trip;
    const kept: CartEvent[] = [
      { kind: "freed", language },
      ...(answeredBootId === null
        ? []
        : [{ kind: "boot-answered", bootId: answeredBootId } as const]),
      ...[...trip.owed].map(([tripId, report]) => ({ kind: "owed", tripId, report }) as const),
      { kind: "simulated", things: trip.simulated },
      ...events,
    ];
    const records = kept.map((one) => this.#stamp(one));
    for (const record of records) applyRecord(trip, record);
    this.#isDamaged = false;
    return this.#guard(this.#options.journal.replace(records));
  }

  #stamp(event: CartEvent): CartRecord {
    return { atMs: this.#options.clock.nowMs(), event };
  }

  /** A disk that fails must not stop a shopper: staff are told, and look. */
  async #guard(written: Promise<void>): Promise<void> {
    try {
      await written;
      this.#hasFailed = false;
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      this.#hasFailed = true;
    }
  }
}

/** Whether a trip is over, and still shown. */
export function isOver(trip: CartTrip): boolean {
  return !isOn(trip) && trip.status !== "free";
}
