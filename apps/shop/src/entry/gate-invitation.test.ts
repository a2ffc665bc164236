import { describe, expect, it } from "vitest";
import { INVITATION_SLOTS, SLOT_MS } from "./entry-limits.ts";
import { createGateInvitations } from "./gate-invitation.ts";

const START_MS = SLOT_MS * 119_000_000;
const invitations = createGateInvitations(new Uint8Array(32).fill(1));
const codeOf = (invitation: string, gateId: string, nowMs: number, by = invitations) => {
  const checked = by.check(invitation, gateId, nowMs);
  return checked.ok ? null : checked.refusal.code;
};

describe("an invitation of a gate", () => {
  const shown = invitations.issue("north", START_MS);

  it("is the same throughout a slot, and good for some slots from its beginning", () => {
    expect(invitations.issue("north", START_MS + SLOT_MS - 1)).toBe(shown);
    expect(invitations.issue("north", START_MS + SLOT_MS)).not.toBe(shown);
    const endMs = START_MS + INVITATION_SLOTS * SLOT_MS;
    expect(codeOf(shown, "north", START_MS)).toBeNull();
    expect(codeOf(shown, "north", endMs - 1)).toBeNull();
    expect(codeOf(shown, "north", endMs)).toBe("entry-code-expired");
    expect(codeOf(shown, "north", START_MS - 1)).toBe("entry-code-expired");
  });

  it("is none at another gate, of another key, changed or cut", () => {
    const bytes = Buffer.from(shown, "base64url");
    const others = createGateInvitations(new Uint8Array(32).fill(2));
    expect(codeOf(shown, "south", START_MS)).toBe("entry-code-invalid");
    expect(codeOf(shown, "north", START_MS, others)).toBe("entry-code-invalid");
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 1;
      expect(codeOf(changed.toString("base64url"), "north", START_MS)).toBe("entry-code-invalid");
    }
    for (const text of ["", "AAAA", shown.slice(0, -2), `${shown}AAAA`, "ü"]) {
      expect(codeOf(text, "north", START_MS)).toBe("entry-code-invalid");
    }
  });
});
