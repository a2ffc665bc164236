/** What a shop of a drill must have: all that was acknowledged, and of what was under way either all or nothing. */
import type { DrillAct, DrillReceipt, DrillState } from "./drill-messages.ts";
import type { Release } from "./drill-releases.ts";

export interface DrillFindings {
  visitsLost: number;
  usersLost: number;
  devicesLost: number;
  settingsLost: number;
  /** Receipts, or numbers of receipts, that are there twice or that nobody asked for. */
  doubled: number;
  /** Anything else that is not as it should be. */
  wrong: number;
  words: string[];
}

export const noFindings = (): DrillFindings => ({
  ...{ visitsLost: 0, usersLost: 0, devicesLost: 0, settingsLost: 0, doubled: 0, wrong: 0 },
  words: [],
});

export function sumFindings({ words: _, ...counts }: DrillFindings): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export interface DrillModel {
  readonly act: (act: DrillAct, receipt: DrillReceipt | null) => void;
  /** A kill came before it was acknowledged. */
  readonly actHalf: (act: DrillAct) => void;
  /** Compares, and takes over what has become of what was under way. */
  readonly check: (state: DrillState, release: Release, when: string) => void;
  readonly listUsers: () => readonly string[];
}

interface User {
  readonly keyHash: string | null;
  readonly isDisabled: boolean;
}

export function createModel(findings: DrillFindings): DrillModel {
  const receipts = new Map<string, DrillReceipt>();
  const users = new Map<string, User>();
  const phones = new Set<string>();
  let colour: string | null = null;
  let half: DrillAct[] = [];
  let first: Pick<DrillState, "keys" | "recoveryKey"> | null = null;
  let position = 0;

  function find(kind: Exclude<keyof DrillFindings, "words">, when: string, what: string): void {
    findings[kind]++;
    findings.words.push(`${when}: ${what}`);
  }

  const act = (done: DrillAct, receipt: DrillReceipt | null): void => {
    switch (done.kind) {
      case "visit":
        if (receipt !== null) receipts.set(done.id, receipt);
        return;
      case "user":
        users.set(done.id, { keyHash: null, isDisabled: false });
        return;
      case "sensor":
        users.set(done.id, { keyHash: done.keyHash, isDisabled: false });
        return;
      case "disable":
        users.set(done.id, { ...users.get(done.id)!, isDisabled: true });
        return;
      case "phone":
        phones.add(done.id);
        return;
      case "colour":
        colour = done.colour;
        return;
      default:
        done satisfies never;
    }
  };

  /** Whether what was under way has come to be. */
  function isThere(one: DrillAct, state: DrillState, release: Release): boolean {
    switch (one.kind) {
      case "visit":
        return state.receipts.some(({ visitId }) => visitId === one.id);
      case "user":
      case "sensor":
        return state.users.some(({ name }) => name === one.id);
      case "disable":
        return state.users.some(({ name, isDisabled }) => name === one.id && isDisabled);
      case "phone":
        return release !== "before" && state.phones.includes(one.id);
      case "colour":
        return release !== "before" && state.colour === one.colour;
      default:
        return one satisfies never;
    }
  }

  function checkReceipts(state: DrillState, when: string): void {
    const found = new Map(state.receipts.map((receipt) => [receipt.visitId, receipt]));
    for (const [visitId, receipt] of receipts) {
      const there = found.get(visitId);
      if (there === undefined) find("visitsLost", when, `visit ${visitId} is lost`);
      else if (JSON.stringify(there) !== JSON.stringify(receipt)) {
        find("visitsLost", when, `visit ${visitId} has another receipt`);
      }
    }
    for (const visitId of found.keys()) {
      if (!receipts.has(visitId)) find("doubled", when, `nobody has visited as ${visitId}`);
    }
    const numbers = state.receipts.map(({ documentNumber }) => documentNumber);
    if (found.size < numbers.length || new Set(numbers).size < numbers.length) {
      find("doubled", when, "a receipt or its number is there twice");
    }
  }

  function checkUsers(state: DrillState, when: string): void {
    const found = new Map(state.users.map((user) => [user.name, user]));
    for (const [name, user] of users) {
      const there = found.get(name);
      const isSame =
        there !== undefined &&
        there.keyHash === user.keyHash &&
        there.isDisabled === user.isDisabled;
      const kind = user.keyHash === null ? "usersLost" : "devicesLost";
      if (!isSame) find(kind, when, `${name} is ${there === undefined ? "lost" : "another"}`);
    }
    if (found.size > users.size) find("wrong", when, "there are users whom nobody has added");
  }

  function checkSettings(state: DrillState, release: Release, when: string): void {
    first ??= state;
    if (state.keys !== first.keys) find("settingsLost", when, "the shop's keys are others");
    if (release === "before") return;
    for (const phone of phones) {
      if (!state.phones.includes(phone)) find("devicesLost", when, `${phone} is lost`);
    }
    if (state.colour !== colour) {
      find("settingsLost", when, `the colour is ${state.colour}, and was ${colour}`);
    }
  }

  return {
    act,
    actHalf: (one) => void half.push(one),
    listUsers: () => [...users.keys()],
    check: (state, release, when) => {
      const open = release === "before" ? half.filter(isOfLater) : [];
      for (const one of half.filter((other) => !open.includes(other))) {
        if (!isThere(one, state, release)) continue;
        const receipt = state.receipts.find(
          ({ visitId }) => one.kind === "visit" && visitId === one.id,
        );
        act(one, receipt ?? null);
      }
      half = open;
      checkReceipts(state, when);
      checkUsers(state, when);
      checkSettings(state, release, when);
      if (state.damagedRows.length > 0) {
        find("wrong", when, `damaged rows: ${state.damagedRows.join(", ")}`);
      }
      if (state.position < position) find("wrong", when, "the journal is shorter than it was");
      position = state.position;
    },
  };
}

/** What the release of before does not read. */
function isOfLater({ kind }: DrillAct): boolean {
  return kind === "phone" || kind === "colour";
}
