import { CARD_TOKEN_CHARS_MAX, REQUEST_ID_CHARS_MAX } from "@saunter/protocol/limits";
import { describe, expect, it } from "vitest";
import {
  type CardFault,
  type CardTerminal,
  createCardEntry,
  type TerminalOutcome,
} from "./card-terminal.ts";
import { CARD_READING_AGE_MS_MAX } from "./entry-limits.ts";
import { describeEntryMethod } from "./entry-method-suite.ts";
import { createSimulatedTerminal } from "./simulated-terminal.ts";

const NOW_MS = 1_790_000_000_000;
const CARD_NUMBER = "4111111111111111";
const context = { gateId: "gate-1", nowMs: NOW_MS };
const hashCard = (fingerprint: string): string => `hash of ${fingerprint}`;
const card = { kind: "card", token: "pm_1NZ8kq2eZvKYlo2C", lastFour: "4242" } as const;
const reading = { ...card, readingId: "reading-1", readAtMs: NOW_MS };

const BROKEN_ANSWERS: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["a text", "card"],
  ["another kind", { kind: "swallowed" }],
  ["no fields", { kind: "card" }],
  ["a card number for a token", { ...reading, token: CARD_NUMBER }],
  ["a card number in a token", { ...reading, token: `tok_${CARD_NUMBER}` }],
  ["a card number for an id", { ...reading, readingId: CARD_NUMBER }],
  ["all digits for the last four", { ...reading, lastFour: CARD_NUMBER }],
  ["letters for the last four", { ...reading, lastFour: "42a2" }],
  ["three digits", { ...reading, lastFour: "424" }],
  ["an empty token", { ...reading, token: "" }],
  ["a token with a blank", { ...reading, token: "pm 1" }],
  ["a token too long", { ...reading, token: "t".repeat(CARD_TOKEN_CHARS_MAX + 1) }],
  ["an id too long", { ...reading, readingId: "r".repeat(REQUEST_ID_CHARS_MAX + 1) }],
  ["a card number for a fingerprint", { ...reading, fingerprint: CARD_NUMBER }],
  ["a fingerprint with a blank", { ...reading, fingerprint: "f p" }],
  ["no time", { ...reading, readAtMs: "now" }],
  ["an unknown fault", { kind: "refused", reason: "toString" }],
  ["a fault that is no text", { kind: "refused", reason: Object.create(null) }],
];

describeEntryMethod("card", "online", async () => {
  const terminal = createSimulatedTerminal();
  let requests = 0;
  const request = () => ({ requestId: `request-${++requests}` });
  return {
    method: createCardEntry(terminal, hashCard),
    context,
    payer: { kind: "card", token: card.token, lastFour: card.lastFour },
    isRefusedTwice: false,
    show: async () => {
      terminal.addStep(card);
      return request();
    },
    listTampered: async () =>
      BROKEN_ANSWERS.map(([title, answer]) => {
        terminal.addStep({ kind: "broken", answer });
        return { title, shown: request(), code: "entry-card-refused" } as const;
      }),
    listExpired: async () => {
      terminal.addStep({ ...card, lateMs: CARD_READING_AGE_MS_MAX + 1 });
      terminal.addStep({ ...card, lateMs: -CARD_READING_AGE_MS_MAX - 1 });
      return [
        { title: "read long ago", shown: request(), code: "entry-card-refused" },
        { title: "read in the future", shown: request(), code: "entry-card-refused" },
      ];
    },
    listSecrets: () => [card.token, CARD_NUMBER],
  };
});

async function showAnswer(answer: TerminalOutcome): Promise<string> {
  const terminal: CardTerminal = { presentForEntry: async () => answer };
  const result = await createCardEntry(terminal, hashCard).verify(
    { requestId: "request-1" },
    context,
  );
  return result.ok ? "accepted" : `${result.refusal.code}: ${result.refusal.detail}`;
}

describe("entry by card", () => {
  it.each<[CardFault, string]>([
    ["expired", "The card has expired."],
    ["blocked", "The card is blocked."],
    ["unreadable", "The card could not be read: hold it to the reader again."],
    ["unsupported", "This shop does not accept cards of this kind."],
  ])("tells when a card is %s", async (reason, text) => {
    expect(await showAnswer({ kind: "refused", reason })).toBe(`entry-card-refused: ${text}`);
  });

  it("tells an absent card from an absent network", async () => {
    expect(await showAnswer({ kind: "nobody" })).toBe("entry-card-refused: No card was shown.");
    expect(await showAnswer({ kind: "offline" })).toMatch(/^entry-offline: /);
  });

  it("takes a reading as old as the bound, and the longest token and id", async () => {
    const readAtMs = NOW_MS - CARD_READING_AGE_MS_MAX;
    expect(await showAnswer({ ...reading, readAtMs })).toBe("accepted");
    expect(await showAnswer({ ...reading, readAtMs: readAtMs - 1 })).toContain("too long ago");
    const token = "t".repeat(CARD_TOKEN_CHARS_MAX);
    const readingId = "r".repeat(REQUEST_ID_CHARS_MAX);
    expect(await showAnswer({ ...reading, token, readingId })).toBe("accepted");
  });

  it("says what to do where a terminal gives card numbers", async () => {
    const told = await showAnswer({ ...reading, token: CARD_NUMBER });
    expect(told).toContain("set it up to give the provider's tokens");
    expect(told).not.toContain(CARD_NUMBER);
  });

  it("asks the terminal once, for its gate and request", async () => {
    const asked: unknown[] = [];
    const terminal: CardTerminal = {
      async presentForEntry(given) {
        asked.push(given);
        return reading;
      },
    };
    const result = await createCardEntry(terminal, hashCard).verify(
      { requestId: "request-7" },
      context,
    );
    expect(asked).toEqual([{ gateId: "gate-1", nowMs: NOW_MS, requestId: "request-7" }]);
    expect(result.ok && result.value.onceKey).toBe("card:reading-1");
  });

  it("asks no terminal for what is no request", async () => {
    const terminal: CardTerminal = {
      async presentForEntry() {
        throw new Error("was asked");
      },
    };
    const entry = createCardEntry(terminal, hashCard);
    for (const requestId of ["", "a b", "r".repeat(REQUEST_ID_CHARS_MAX + 1)]) {
      const result = await entry.verify({ requestId }, context);
      expect(result.ok ? "accepted" : result.refusal.code).toBe("input-invalid");
    }
  });

  it("knows a card that has another token this time, by its fingerprint's hash alone", async () => {
    const fingerprint = "Xt5EWLLDS7FJjR1c";
    const steps = ["pm_1", "pm_2"].map((token) => ({ ...card, token, fingerprint }));
    const entry = createCardEntry(createSimulatedTerminal(steps), hashCard);
    for (const token of ["pm_1", "pm_2"]) {
      const result = await entry.verify({ requestId: `request-${token}` }, context);
      expect(result).toMatchObject({
        value: { payer: { token }, cardHash: `hash of ${fingerprint}` },
      });
    }
    const known = await createCardEntry(createSimulatedTerminal(steps), () => "hash").verify(
      { requestId: "request-1" },
      context,
    );
    expect(JSON.stringify(known)).not.toContain(fingerprint);
  });

  it("takes a card that has no fingerprint for its token", async () => {
    const entry = createCardEntry(createSimulatedTerminal([card]), hashCard);
    const result = await entry.verify({ requestId: "request-1" }, context);
    expect(result.ok && "cardHash" in result.value).toBe(false);
  });

  it("gives a reading that comes twice the same once key", async () => {
    const entry = createCardEntry(createSimulatedTerminal([card, { kind: "repeated" }]), hashCard);
    const first = await entry.verify({ requestId: "request-1" }, context);
    const second = await entry.verify({ requestId: "request-2" }, context);
    expect(first.ok && first.value.onceKey).toBe("card:simulated-request-1");
    expect(second).toEqual(first);
  });
});
