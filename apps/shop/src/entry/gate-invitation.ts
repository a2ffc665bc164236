/**
 * What the display at a gate shows as QR, so that a phone can say that it is there: it comes in by a
 * passkey on the phone itself, and nobody opens the gate from afar with yesterday's picture.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { INVITATION_SLOTS, SLOT_MS } from "./entry-limits.ts";

const SLOT_BYTES = 4;
const MAC_BYTES = 16;
const PURPOSE = "saunter gate invitation\0";

export interface GateInvitations {
  /** Base64url. The same for a slot of 15 s, and good for `INVITATION_SLOTS` from its beginning. */
  issue(gateId: string, nowMs: number): string;
  /** Refuses with `entry-code-invalid` or `entry-code-expired`. */
  check(invitation: string, gateId: string, nowMs: number): Result<void>;
}

/** @param key 32 random bytes; invitations of a key that is gone are none. */
export function createGateInvitations(key: Uint8Array): GateInvitations {
  const sign = (gateId: string, slot: Buffer): Buffer =>
    createHmac("sha256", key).update(PURPOSE).update(slot).update(gateId).digest();
  return {
    issue: (gateId, nowMs) => {
      const slot = Buffer.alloc(SLOT_BYTES);
      slot.writeUInt32BE(Math.floor(nowMs / SLOT_MS));
      const mac = sign(gateId, slot).subarray(0, MAC_BYTES);
      return Buffer.concat([slot, mac]).toString("base64url");
    },
    check: (invitation, gateId, nowMs) => {
      const bytes = Buffer.from(invitation, "base64url");
      const slot = bytes.subarray(0, SLOT_BYTES);
      const mac = bytes.subarray(SLOT_BYTES);
      if (mac.length !== MAC_BYTES || !isSame(mac, sign(gateId, slot).subarray(0, MAC_BYTES))) {
        return refuse(
          "entry-code-invalid",
          "This code is not from this gate: scan the gate's code again.",
        );
      }
      const slotsOld = Math.floor(nowMs / SLOT_MS) - slot.readUInt32BE();
      if (slotsOld >= 0 && slotsOld < INVITATION_SLOTS) return accept(undefined);
      return refuse("entry-code-expired", "This code has expired: scan the gate's code again.");
    },
  };
}

function isSame(one: Buffer, other: Buffer): boolean {
  return timingSafeEqual(one, other);
}
