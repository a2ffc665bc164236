/**
 * Frames of a controller in their order, until the shop has taken them, statement by statement as the firmware's C++ has
 * it (`core-cpp.ts`). Time is an argument, so that an outage of an hour takes no time at all.
 */
import { FIRMWARE_TIMES } from "@saunter/protocol/devices/firmware/core-cpp";
import { FRAMES_IN_FLIGHT_MAX } from "@saunter/protocol/devices/firmware/firmware-plan";
import { FRAME_STATUS } from "@saunter/protocol/devices/scale-frame";
import { countBetween, type TakenFrame } from "@saunter/protocol/devices/taken-frames";

export interface OutboxFrame extends TakenFrame {
  /** When its last sample was measured. */
  readonly endUs: number;
  /** Its bytes, with these bits of status. */
  pack(status: number): Uint8Array;
}

/** A frame that is to be sent now. */
export interface Outgoing {
  /** Counts frames of the outbox. */
  readonly number: number;
  readonly packet: Uint8Array;
}

interface Slot {
  readonly frame: OutboxFrame;
  readonly number: number;
  status: number;
  sentUs: number;
  messageId: number;
  isInFlight: boolean;
  isAcknowledged: boolean;
  isSentAgain: boolean;
}

export class Outbox {
  readonly #slots: Slot[] = [];
  readonly #framesMax: number;
  #number = 0;
  #newest: TakenFrame | null = null;
  #isOverflowed = false;
  #isAnswered = false;

  constructor(framesMax: number) {
    this.#framesMax = framesMax;
  }

  /** Frames that the shop has not taken. */
  get waiting(): number {
    return this.#slots.length;
  }

  push(frame: OutboxFrame): void {
    if (this.#slots.length === this.#framesMax) {
      const isLost = !this.#slots.shift()!.isAcknowledged;
      const next = this.#slots[0];
      if (isLost && next !== undefined) next.status |= FRAME_STATUS.bufferOverflow;
      else this.#isOverflowed = isLost;
    }
    this.#slots.push({
      frame,
      number: this.#number++,
      status: this.#isOverflowed ? FRAME_STATUS.bufferOverflow : 0,
      sentUs: 0,
      messageId: 0,
      isInFlight: false,
      isAcknowledged: false,
      isSentAgain: false,
    });
    this.#newest = frame;
    this.#isOverflowed = false;
  }

  /** The next frame that is to be sent; null where there is none. */
  takeNext(nowUs: number): Outgoing | null {
    if (!this.#isAnswered) return null;
    let unacknowledged = 0;
    for (const slot of this.#slots) {
      if (unacknowledged === FRAMES_IN_FLIGHT_MAX) return null;
      if (slot.isAcknowledged) continue;
      if (slot.isInFlight && nowUs - slot.sentUs < FIRMWARE_TIMES.acknowledgeUs) {
        unacknowledged++;
        continue;
      }
      if (slot.isInFlight) slot.isSentAgain = true;
      slot.isInFlight = false;
      const isLate = slot.isSentAgain || nowUs - slot.frame.endUs >= FIRMWARE_TIMES.replayedAfterUs;
      const status = slot.status | (isLate ? FRAME_STATUS.replayed : 0);
      return { number: slot.number, packet: slot.frame.pack(status) };
    }
    return null;
  }

  noteSent(number: number, messageId: number, nowUs: number): void {
    const slot = this.#slots.find((one) => one.number === number);
    if (slot === undefined) return;
    slot.messageId = messageId;
    slot.sentUs = nowUs;
    slot.isInFlight = true;
  }

  /** By the broker. */
  noteAcknowledged(messageId: number): void {
    const slot = this.#slots.find((one) => one.isInFlight && one.messageId === messageId);
    if (slot === undefined) return;
    slot.isInFlight = false;
    slot.isAcknowledged = true;
  }

  /** The shop has answered: it has taken all frames of that start up to that number, or none. */
  noteTaken(taken: TakenFrame | null): void {
    this.#isAnswered = true;
    const newest = this.#newest;
    if (taken === null || newest === null) return;
    const isAhead = countBetween(newest.sequence, taken.sequence) > 0;
    if (taken.bootId === newest.bootId && isAhead) return;
    const last = this.#slots.findLastIndex(
      ({ frame }) =>
        frame.bootId === taken.bootId && countBetween(frame.sequence, taken.sequence) >= 0,
    );
    this.#slots.splice(0, last + 1);
  }

  noteDisconnected(): void {
    this.#isAnswered = false;
    for (const slot of this.#slots) {
      if (slot.isInFlight || slot.isAcknowledged) slot.isSentAgain = true;
      slot.isInFlight = slot.isAcknowledged = false;
    }
  }
}
