/** What holds for every entry method. Each module's tests run this with a harness of its own. */
import { Socket } from "node:net";
import type { RefusalCode, Result } from "@saunter/commerce/refusal";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type {
  EntryContext,
  EntryCredential,
  EntryMethod,
  EntryPayer,
} from "../domain/entry-method.ts";

/** Something shown that has to be refused, and with which code. */
export interface RefusedShowing {
  readonly title: string;
  readonly shown: unknown;
  readonly code: RefusalCode;
  /** The gate's, where not given. */
  readonly context?: EntryContext;
}

export interface EntryHarness<Shown> {
  readonly method: EntryMethod<Shown>;
  readonly context: EntryContext;
  /** Who pays after a genuine showing. */
  readonly payer: EntryPayer;
  /** Whether the method itself refuses what was shown before; else the same once key tells. */
  readonly isRefusedTwice: boolean;
  /** Shows something genuine, which has not been shown before. */
  show(): Promise<Shown>;
  /** Genuine showings that somebody has changed, or swapped for their own. */
  listTampered(): Promise<readonly RefusedShowing[]>;
  /** Genuine showings that come too late. */
  listExpired(): Promise<readonly RefusedShowing[]>;
  /** Texts that stand in no refusal and in no once key. */
  listSecrets(shown: Shown): readonly string[];
}

const SHOWINGS = 20;
const HUGE_CHARS_MAX = 1_000_000;
const DEPTH_MAX = 3000;
/** Shorter texts may stand in a sentence by chance. */
const ECHO_CHARS_MIN = 6;

const hugeText = fc
  .tuple(fc.constantFrom("A", "7", "{", "=", "\u0000", "é"), fc.integer({ min: 1000 }))
  .map(([char, count]) => char.repeat(count % HUGE_CHARS_MAX));

const deepObject = fc.nat({ max: DEPTH_MAX }).map((depth) => {
  let value: unknown = "bottom";
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? { response: value } : [value];
  return value;
});

const garbage: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.base64String({ maxLength: 400 }),
  fc.constantFrom(undefined, null, Number.NaN, "", "a".repeat(HUGE_CHARS_MAX), Symbol("shown")),
  hugeText,
  deepObject,
);

/** Changes one place of a showing: takes it out, puts garbage there, or edits its text. */
interface Change {
  readonly place: number;
  readonly kind: "drop" | "replace" | "cut" | "edit" | "append";
  readonly at: number;
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(),
  kind: fc.constantFrom("drop", "replace", "cut", "edit", "append"),
  at: fc.nat(),
  value: garbage,
});

type Place = readonly string[];

function listPlaces(value: unknown, above: Place = []): Place[] {
  if (typeof value !== "object" || value === null) return [above];
  const inside = Object.entries(value).flatMap(([key, part]) => listPlaces(part, [...above, key]));
  return above.length === 0 ? inside : [above, ...inside];
}

function changeAt(value: unknown, place: Place, change: Change): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return changeValue(value, change);
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  if (rest.length === 0 && change.kind === "drop") delete copy[key];
  else copy[key] = changeAt(copy[key], rest, change);
  return copy;
}

function changeValue(value: unknown, { kind, at, value: other }: Change): unknown {
  if (kind === "drop") return undefined;
  if (typeof value !== "string" || kind === "replace") return other;
  const from = at % (value.length + 1);
  if (kind === "cut") return value.slice(0, from);
  if (kind === "append") return `${value}${"=A7"[at % 3]}`;
  const letter = value[from] === "A" ? "B" : "A";
  return value.slice(0, from) + letter + value.slice(from + 1);
}

function changeShowing(shown: unknown, change: Change): unknown {
  const places = listPlaces(shown);
  return changeAt(shown, places[change.place % places.length]!, change);
}

function listTexts(value: unknown): string[] {
  return listPlaces(value).flatMap((place) => {
    const text = place.reduce<unknown>((part, key) => (part as never)[key], value);
    return typeof text === "string" ? [text] : [];
  });
}

function expectSilent(result: Result<EntryCredential>, secrets: readonly string[]): void {
  const told = result.ok ? result.value.onceKey : result.refusal.detail;
  if (!result.ok) expect(told).toMatch(/^[A-Z].+\.$/);
  for (const secret of secrets) {
    if (secret.length >= ECHO_CHARS_MIN) expect(told).not.toContain(secret);
  }
}

function openCredential(result: Result<EntryCredential>): EntryCredential {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}

function verify<Shown>(
  { method, context }: EntryHarness<Shown>,
  shown: unknown,
  at: EntryContext = context,
): Promise<Result<EntryCredential>> {
  return (method as EntryMethod<unknown>).verify(shown, at);
}

async function expectRefused<Shown>(
  harness: EntryHarness<Shown>,
  showings: readonly RefusedShowing[],
): Promise<void> {
  expect(showings).not.toEqual([]);
  for (const { title, shown, code, context } of showings) {
    const result = await verify(harness, shown, context);
    expect([title, result.ok ? "accepted" : result.refusal.code]).toEqual([title, code]);
    expectSilent(result, harness.listSecrets(shown as Shown));
  }
}

/** Runs the suite; `create` makes a gate of its own for each test. */
export function describeEntryMethod<Shown>(
  title: string,
  network: "offline" | "online",
  create: () => Promise<EntryHarness<Shown>>,
): void {
  describe(`entry by ${title}`, () => {
    it(`says that it works ${network}`, async () => {
      expect((await create()).method.isOffline).toBe(network === "offline");
    });
    if (network === "offline") describeOffline(create);
    describeAccepting(create);
    describeRefusing(create);
  });
}

function describeOffline<Shown>(create: () => Promise<EntryHarness<Shown>>): void {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("calls no network", async () => {
    const harness = await create();
    const shown = await harness.show();
    const cut = (): never => {
      throw new Error("There is no network.");
    };
    const connect = vi.spyOn(Socket.prototype, "connect").mockImplementation(cut);
    const fetch = vi.spyOn(globalThis, "fetch").mockImplementation(cut);
    expect((await verify(harness, shown)).ok).toBe(true);
    expect([...connect.mock.calls, ...fetch.mock.calls]).toEqual([]);
  });
}

function describeAccepting<Shown>(create: () => Promise<EntryHarness<Shown>>): void {
  it("admits whoever shows something genuine", async () => {
    const harness = await create();
    const { method, payer } = openCredential(await verify(harness, await harness.show()));
    expect({ method, payer }).toEqual({ method: harness.method.name, payer: harness.payer });
  });

  it("gives every showing a once key of its own, with no secret in it", async () => {
    const harness = await create();
    const keys = new Set<string>();
    for (let i = 0; i < SHOWINGS; i++) {
      const shown = await harness.show();
      const result = await verify(harness, shown);
      keys.add(openCredential(result).onceKey);
      expectSilent(result, harness.listSecrets(shown));
    }
    expect(keys.size).toBe(SHOWINGS);
  });

  it("lets the very same bytes in once, or gives them the same once key", async () => {
    const harness = await create();
    const shown = await harness.show();
    const replay = JSON.parse(JSON.stringify(shown)) as unknown;
    const both = await Promise.all([verify(harness, shown), verify(harness, replay)]);
    const later = await verify(harness, replay);
    const accepted = [...both, later].filter(({ ok }) => ok).map(openCredential);
    expect(accepted).toHaveLength(harness.isRefusedTwice ? 1 : 3);
    expect(new Set(accepted.map(({ onceKey }) => onceKey)).size).toBe(1);
  });
}

function describeRefusing<Shown>(create: () => Promise<EntryHarness<Shown>>): void {
  it("refuses what somebody has changed", async () => {
    const harness = await create();
    await expectRefused(harness, await harness.listTampered());
  });

  it("refuses what comes too late", async () => {
    const harness = await create();
    await expectRefused(harness, await harness.listExpired());
  });

  it("refuses garbage of every type, and repeats none of it", async () => {
    const harness = await create();
    await fc.assert(
      fc.asyncProperty(garbage, async (shown) => {
        const result = await verify(harness, shown);
        expect(result.ok).toBe(false);
        if (typeof shown === "string") expectSilent(result, [shown]);
      }),
      { numRuns: 300 },
    );
  });

  it("admits nobody but the one who pays, whatever is done to a genuine showing", async () => {
    const harness = await create();
    await fc.assert(
      fc.asyncProperty(change, async (change) => {
        const genuine = await harness.show();
        const result = await verify(harness, changeShowing(genuine, change));
        if (result.ok) expect(result.value.payer).toEqual(harness.payer);
        else expectSilent(result, listTexts(genuine));
      }),
      { numRuns: 300 },
    );
  });
}
