import { describe, expect, it } from "vitest";
import { createGateDoor, type GateDoorOptions } from "./gate-door.ts";
import {
  ACKNOWLEDGE_MS_MAX,
  FORCED_KEPT_MS,
  OPENING_GRACE_MS,
  STUCK_AFTER_MS,
} from "./gate-limits.ts";

const OPEN_MS = 3000;
const START_MS = 1_790_000_000_000;
const OPTIONS = { openMs: OPEN_MS, isAcknowledged: true, isEntranceOnly: true };

function open(options: Partial<GateDoorOptions> = {}) {
  const held = { isOpen: false };
  const door = createGateDoor({ ...OPTIONS, isHeldOpen: () => held.isOpen, ...options });
  const listFaults = (atMs: number, isHeldOpen = false) => {
    held.isOpen = isHeldOpen;
    return door.report(START_MS + atMs).faults.map(({ kind }) => kind);
  };
  return { door, held, listFaults };
}

describe("a gate's door", () => {
  it("has a command that is acknowledged in time, and none that is overdue", () => {
    const { door, listFaults } = open();
    door.noteSent({ id: "visit-1", atMs: START_MS });
    door.acknowledge("visit-0");
    expect(door.report(START_MS).command?.status).toBe("sent");
    door.acknowledge("visit-1");
    expect(door.report(START_MS).command?.status).toBe("acknowledged");
    expect(door.takeOverdue(START_MS + ACKNOWLEDGE_MS_MAX)).toBeNull();
    expect(listFaults(ACKNOWLEDGE_MS_MAX)).toEqual([]);
  });

  it("calls a command off once where it is not acknowledged in time", () => {
    const { door, listFaults } = open();
    door.noteSent({ id: "visit-1", atMs: START_MS });
    expect(door.takeOverdue(START_MS + ACKNOWLEDGE_MS_MAX - 1)).toBeNull();
    expect(door.takeOverdue(START_MS + ACKNOWLEDGE_MS_MAX)).toMatchObject({ id: "visit-1" });
    expect(door.takeOverdue(START_MS + ACKNOWLEDGE_MS_MAX + 1)).toBeNull();
    expect(listFaults(ACKNOWLEDGE_MS_MAX)).toEqual(["no-acknowledgement"]);
    // The next that is carried out shows that it is well.
    door.noteSent({ id: "visit-2", atMs: START_MS + 60_000 });
    door.acknowledge("visit-2");
    expect(listFaults(60_000)).toEqual([]);
  });

  it("says at once that a command was not sent, and waits for no acknowledgement of a mute one", () => {
    const { door, listFaults } = open();
    door.noteNotSent({ id: "visit-1", atMs: START_MS });
    expect(listFaults(0)).toEqual(["no-acknowledgement"]);
    door.noteSent({ id: "visit-2", atMs: START_MS });
    door.noteNotSent({ id: "visit-1", atMs: START_MS });
    expect(door.report(START_MS).command?.status).toBe("sent");
    const mute = open({ isAcknowledged: false });
    mute.door.noteSent({ id: "visit-1", atMs: START_MS });
    expect(mute.door.takeOverdue(START_MS + 60_000)).toBeNull();
  });

  it("was forced where it opens without a command, also after it has closed for a minute", () => {
    const { door, listFaults } = open();
    door.noteSent({ id: "visit-1", atMs: START_MS });
    door.setState("open", START_MS + OPEN_MS + OPENING_GRACE_MS);
    expect(listFaults(OPEN_MS + OPENING_GRACE_MS)).toEqual([]);
    door.setState("closed", START_MS + 10_000);
    door.setState("open", START_MS + 20_000);
    expect(listFaults(20_000)).toEqual(["forced-open"]);
    expect(listFaults(20_000, true)).toEqual([]);
    door.setState("closed", START_MS + 21_000);
    expect(listFaults(21_000 + FORCED_KEPT_MS)).toEqual(["forced-open"]);
    expect(listFaults(21_001 + FORCED_KEPT_MS)).toEqual([]);
  });

  it("was not forced any more once it has opened for a command", () => {
    const { door, listFaults } = open();
    door.setState("open", START_MS);
    door.setState("closed", START_MS + 1000);
    expect(listFaults(2000)).toEqual(["forced-open"]);
    door.noteSent({ id: "visit-1", atMs: START_MS + 2000 });
    door.acknowledge("visit-1");
    door.setState("open", START_MS + 3000);
    expect(listFaults(3000)).toEqual([]);
  });

  it("is not forced where it opens while staff hold it open", () => {
    const { door, held, listFaults } = open();
    held.isOpen = true;
    door.setState("open", START_MS);
    expect(listFaults(0)).toEqual([]);
  });

  it("is not forced where people leave by it", () => {
    const { door, listFaults } = open({ isEntranceOnly: false });
    door.setState("open", START_MS);
    expect(listFaults(0)).toEqual([]);
  });

  it("is stuck where it stays open, and not while staff hold it open", () => {
    const { door, listFaults } = open({ isEntranceOnly: false });
    const dueMs = OPEN_MS + STUCK_AFTER_MS;
    door.setState("open", START_MS);
    expect(listFaults(dueMs)).toEqual([]);
    expect(listFaults(dueMs + 1)).toEqual(["stuck-open"]);
    expect(listFaults(dueMs + 1, true)).toEqual([]);
    // Each command opens it again.
    door.noteSent({ id: "visit-1", atMs: START_MS + dueMs });
    door.acknowledge("visit-1");
    expect(listFaults(dueMs + 1)).toEqual([]);
    door.setState("closed", START_MS + 2 * dueMs);
    expect(listFaults(9 * dueMs)).toEqual([]);
  });

  it("names what its controller says, and that it is gone", () => {
    const { door, listFaults } = open();
    for (const state of ["fault", "tamper"] as const) {
      door.setState(state, START_MS);
      expect(listFaults(1)).toEqual([state]);
    }
    door.setState("closed", START_MS);
    door.setOnline(false, START_MS);
    expect(listFaults(1)).toEqual(["offline"]);
    door.setOnline(true, START_MS);
    expect(listFaults(1)).toEqual([]);
  });
});
