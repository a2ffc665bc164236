/** Reports of trips to the shop, numbered so that it knows which is newer, and what it has answered. */
import { randomUUID } from "node:crypto";
import { TRIP_LIMITS, type Trip, type TripAnswer } from "@saunter/protocol/smart-cart/trip";
import {
  CERTAINTY_NEWS,
  UNSETTLED_RETRY_MS,
  UNSETTLED_RETRY_MS_MAX,
  UNSETTLED_TRIES,
} from "../cart-limits.ts";
import type { CartTrip } from "../trip/cart-trip.ts";
import type { Report } from "../trip/make-report.ts";
import { isOn } from "../trip/take-act.ts";
import type { ReportToSend } from "./shop-link.ts";

type UnsettledTrip = NonNullable<Trip["unsettled"]>[number];

export class TripReports {
  /** Of the present trip; null: the shop has not answered it since this process began. */
  answer: TripAnswer | null = null;
  readonly boot: { readonly bootId: string; readonly previousBootId: string | null };
  readonly #trip: CartTrip;
  /** The report that the shop has answered last, as text, and the one that was sent last. */
  #answered = "";
  /** Lines that it has priced in that answer. */
  #priced = "";
  #sent: Report | null = null;
  #sequence = 0;
  /** Earlier trips whose ends the shop has not taken when it was told, and from when on it is told again. */
  readonly #unsettled = new Map<string, UnsettledTrip & { readonly againMs: number }>();

  constructor(trip: CartTrip) {
    this.#trip = trip;
    this.boot = { bootId: randomUUID(), previousBootId: trip.answeredBootId };
  }

  /** What to tell next: ends of earlier trips before the present one, but for those that the shop did not take. */
  next(report: Report | null, sentMs: number): ReportToSend | null {
    const owed = [...this.#trip.owed].find(([id]) => this.#isDue(id, sentMs));
    if (owed !== undefined) return { tripId: owed[0], trip: { ...owed[1], ...this.boot, sentMs } };
    const { tripId } = this.#trip;
    if (report === null || tripId === null || (!isOn(this.#trip) && this.isTold(report))) {
      return null;
    }
    this.#sent = report;
    const unsettled = this.#listUnsettled();
    const envelope = { ...this.boot, ...(unsettled.length === 0 ? {} : { unsettled }) };
    return { tripId, trip: { ...report, ...envelope, sequence: this.#count(), sentMs } };
  }

  #isDue(tripId: string, nowMs: number): boolean {
    const { againMs = 0, tries = 0 } = this.#unsettled.get(tripId) ?? {};
    return tries < UNSETTLED_TRIES && nowMs >= againMs;
  }

  #listUnsettled(): UnsettledTrip[] {
    return [...this.#unsettled.values()]
      .filter(({ tripId }) => this.#trip.owed.has(tripId))
      .slice(-TRIP_LIMITS.unsettledMax)
      .map(({ againMs: _, ...trip }) => trip);
  }

  /** The shop has not taken an earlier trip's end: the present trip does not wait for it. */
  putOff({ tripId }: ReportToSend, httpStatus: number, nowMs: number): void {
    if (!this.#trip.owed.has(tripId)) return;
    const tries = (this.#unsettled.get(tripId)?.tries ?? 0) + 1;
    const waitMs = Math.min(UNSETTLED_RETRY_MS_MAX, UNSETTLED_RETRY_MS * 2 ** (tries - 1));
    this.#unsettled.set(tripId, { tripId, httpStatus, tries, againMs: nowMs + waitMs });
  }

  /** @returns whether it is of the present trip. */
  take(answer: TripAnswer, { trip, tripId }: ReportToSend): boolean {
    if (tripId !== this.#trip.tripId) return false;
    // Numbers go on after those that an earlier run of the process has used.
    this.#sequence = Math.max(this.#sequence, answer.sequence);
    if (answer.sequence === trip.sequence) this.#priced = describeLines(trip.lines);
    if (answer.sequence === trip.sequence && isTaken(answer, trip)) {
      const { sentMs: _, sequence: __, bootId: ___, previousBootId: ____, ...told } = trip;
      const { unsettled: _____, ...report } = told;
      this.#answered = JSON.stringify(report);
    }
    this.answer = answer;
    return true;
  }

  /** The shop's bill is of exactly these lines, with what staff have corrected, and what else is on the visit. */
  isPriced(): boolean {
    const lines = [...this.#trip.lines.values()].map(({ isRemoved, ...line }) => ({
      ...line,
      removed: isRemoved,
    }));
    return this.answer !== null && describeLines(lines) === this.#priced;
  }

  /** The shop knows it as it is. */
  isTold(report: Report | null): boolean {
    return JSON.stringify(report) === this.#answered;
  }

  /** The shop should not have to wait for it. What becomes a little likelier with time can. */
  isNews(report: Report | null): boolean {
    if (report === null) return false;
    return this.#sent === null || coarsen(report, this.#sent) !== JSON.stringify(this.#sent);
  }

  /** Another trip takes the present one's place: what the shop does not know of that is owed to it. */
  leave(report: Report | null, sentMs: number): void {
    const { owed, tripId } = this.#trip;
    if (report !== null && !this.isTold(report)) {
      owed.set(tripId!, { ...report, ...this.boot, sequence: this.#count(), sentMs });
    }
    for (const [id, one] of this.#unsettled) {
      if (!owed.has(id)) this.#unsettled.delete(id);
      else if (one.tries >= UNSETTLED_TRIES) {
        this.#unsettled.set(id, { ...one, tries: UNSETTLED_TRIES - 1 });
      }
    }
    this.answer = null;
    this.#answered = "";
    this.#priced = "";
    this.#sent = null;
    this.#sequence = 0;
  }

  #count(): number {
    this.#sequence = Math.max(this.#sequence + 1, 1000 * this.#trip.recordCount);
    return this.#sequence;
  }
}

type Lines = readonly Pick<Report["lines"][number], "lineId" | "quantity" | "removed">[];

function describeLines(lines: Lines): string {
  return JSON.stringify(lines.map(({ lineId, quantity, removed }) => [lineId, quantity, removed]));
}

const isClosed = (status: TripAnswer["status"]): boolean =>
  status === "ended" || status === "abandoned";

/** An end is taken once the shop has ended the trip: while it asks whether somebody can pay, it has not. */
function isTaken(answer: TripAnswer, { status }: Pick<Report, "status">): boolean {
  return isClosed(answer.status) || !isClosed(status);
}

/** The shop has taken an earlier trip's end, or what it knows of it is newer and it never will. */
export function isSettled(answer: TripAnswer, { trip }: ReportToSend): boolean {
  return isTaken(answer, trip) || answer.sequence > trip.sequence;
}

/** As text, with the certainty of another where that is about the same. */
function coarsen(report: Report, other: Report): string {
  const isNear = Object.entries(report.certainty).every(
    ([name, share]) =>
      Math.abs(share - other.certainty[name as keyof Report["certainty"]]) < CERTAINTY_NEWS,
  );
  const lines = report.lines.map((line, at) => {
    const inside = other.lines[at]?.inside ?? Number.NaN;
    return Math.abs(line.inside - inside) < CERTAINTY_NEWS ? { ...line, inside } : line;
  });
  const certainty = isNear ? other.certainty : report.certainty;
  return JSON.stringify({ ...report, lines, certainty });
}
