/** Whatever happens on the floor, in whatever order, the books of visits hold. */
import { repeats } from "@saunter/testing/sample";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindByAttendant } from "./binding-service.ts";
import { admitByAttendant } from "./entry-service.ts";
import { RefusedError } from "./shop-context.ts";
import {
  applyOutputs,
  audit,
  HOUR_MS,
  leave,
  makeCredential,
  makePick,
  openTestShop,
  passAndTick,
  payCard,
  refuseEntry,
  reportCart,
  reportReceipt,
  see,
  settle,
  type TestShop,
  tell,
  transact,
} from "./shop-fixture.ts";

const PEOPLE = 5;
const GATES = ["north", "south", null] as const;

type Step =
  | { readonly kind: "enter" | "admit"; readonly gate: number; readonly partySize: number }
  | { readonly kind: "see"; readonly person: number; readonly gate: number }
  | { readonly kind: "pick" | "leave" | "conclude"; readonly person: number }
  | { readonly kind: "bind"; readonly person: number; readonly visit: number }
  | { readonly kind: "pass"; readonly byMs: number }
  | { readonly kind: "restart" };

const person = fc.integer({ min: 0, max: PEOPLE - 1 });
const gate = fc.integer({ min: 0, max: 1 });
const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("enter" as const, "admit" as const),
    gate,
    partySize: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constant("see" as const),
    person,
    gate: fc.integer({ min: 0, max: 2 }),
  }),
  fc.record({
    kind: fc.constantFrom("pick" as const, "leave" as const, "conclude" as const),
    person,
  }),
  fc.record({
    kind: fc.constant("bind" as const),
    person,
    visit: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    kind: fc.constant("pass" as const),
    byMs: fc.constantFrom(500, 5_001, 10_001, 20_001, 80_001, HOUR_MS),
  }),
  fc.constant({ kind: "restart" as const }),
);

const listVisits = ({ store }: TestShop): string[] =>
  store.db
    .prepare("SELECT visit_id FROM visits ORDER BY opened_ms, visit_id")
    .all()
    .map((row) => row.visit_id as string);

let cards = 0;

async function act(test: TestShop, step: Step): Promise<void> {
  switch (step.kind) {
    case "enter": {
      const credential = makeCredential(payCard(`pm_sim_ok-${++cards}`));
      const { partySize } = step;
      await refuseEntry(test, { gateId: GATES[step.gate]!, partySize, credential });
      break;
    }
    case "admit": {
      const { partySize } = step;
      const request = { gateId: GATES[step.gate]!, partySize, payer: { kind: "cash" } } as const;
      await transact(test, (tx) => admitByAttendant(tx, test.shop, request));
      break;
    }
    case "see":
      await see(test, `p${step.person}`, GATES[step.gate]);
      break;
    case "pick":
      await applyOutputs(
        test,
        tell(makePick(`${step.person}`, `p${step.person}`)),
        reportCart(`p${step.person}`, { "01": 1 }),
      );
      break;
    case "leave":
      await leave(test, `p${step.person}`);
      break;
    case "conclude":
      await applyOutputs(test, reportReceipt(`p${step.person}`, { "01": 1 }));
      break;
    case "bind": {
      const visitId = listVisits(test)[step.visit] ?? "nowhere";
      await transact(test, (tx) =>
        bindByAttendant(tx, test.shop, visitId, `p${step.person}`, "staff-1"),
      );
      break;
    }
    case "pass":
      await passAndTick(test, step.byMs);
      break;
    case "restart":
      break;
    default:
      step satisfies never;
  }
}

/** Who is bound to which visit after each event, and what must never be. */
function checkJournal({ store }: TestShop): void {
  const visitOf = new Map<string, string>();
  const left = new Map<string, Set<string>>();
  const drafted = new Set<string>();
  for (const { stream, event } of store.readFrom(1, 100_000)) {
    switch (event.type) {
      case "ShopperBound":
        expect(visitOf.get(event.shopperId)).toBeUndefined();
        visitOf.set(event.shopperId, stream);
        break;
      case "ShopperUnbound":
        expect(visitOf.get(event.shopperId)).toBe(stream);
        visitOf.delete(event.shopperId);
        left.get(stream)?.delete(event.shopperId);
        break;
      case "ShopperLeft":
        expect(visitOf.get(event.shopperId)).toBe(stream);
        left.set(stream, (left.get(stream) ?? new Set()).add(event.shopperId));
        break;
      case "VisitClosed": {
        const bound = [...visitOf].filter(([, visit]) => visit === stream).map(([id]) => id);
        expect(bound.filter((id) => !left.get(stream)?.has(id))).toEqual([]);
        break;
      }
      case "ReceiptDrafted":
        expect(drafted.has(stream)).toBe(false);
        drafted.add(stream);
        break;
    }
  }
}

describe("whatever happens on the floor", () => {
  it("whom staff have bound before they were seen stays there, whatever gate they come in by", async () => {
    const test = openTestShop();
    await act(test, { kind: "enter", gate: 0, partySize: 1 });
    await act(test, { kind: "bind", person: 4, visit: 0 });
    await act(test, { kind: "enter", gate: 1, partySize: 1 });
    await act(test, { kind: "see", person: 4, gate: 1 });
    checkJournal(test);
    await test.close();
  });

  it("nobody is in two visits, no visit ends with somebody inside, and each has one draft", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryStep, { maxLength: 40 }), async (steps) => {
        let test = openTestShop();
        for (const step of steps) {
          if (step.kind === "restart") {
            test = await test.restart();
            continue;
          }
          try {
            await act(test, step);
          } catch (error) {
            if (!(error instanceof RefusedError)) throw error;
          }
        }
        checkJournal(test);
        // And in the end everybody goes home, and each visit is paid once.
        for (let at = 0; at < PEOPLE; at++) await leave(test, `p${at}`);
        await passAndTick(test, HOUR_MS);
        await passAndTick(test, HOUR_MS);
        await settle(test);
        checkJournal(test);
        const open = test.store.db.prepare("SELECT 1 FROM visits WHERE status = 'open'").all();
        expect(open).toEqual([]);
        // Cash that staff have not taken is owed, and no fault.
        expect(audit(test).filter((words) => !words.includes("(cash)"))).toEqual([]);
        await test.close();
      }),
      { numRuns: repeats(15, 60) },
    );
  });
});
