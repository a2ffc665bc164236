import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import type { OpenVisit, Person } from "./floor-data.ts";
import {
  describeVisit,
  findAppearances,
  keepRows,
  listRows,
  type PeopleRow,
} from "./people-rows.ts";

showBritish();

const person = (number: number, visitId: string | null, more: Partial<Person> = {}): Person => ({
  number,
  shopperId: `t${number}`,
  visitId,
  isInside: true,
  appearedMs: 0,
  standing: visitId === null ? "unbound" : "bound",
  ...more,
});
const visit = (visitId: string, openedMs: number, more: Partial<OpenVisit> = {}): OpenVisit => ({
  visitId,
  payer: "card",
  gateId: "in",
  partySize: 1,
  smartCarts: 0,
  openedMs,
  age: "not-needed",
  flags: [],
  lines: [],
  totalMinor: 0,
  probability: 1,
  ...more,
});
const mapOf = (...visits: OpenVisit[]) => new Map(visits.map((one) => [one.visitId, one]));

describe("rows of people", () => {
  it("have parties together, in the order in which they came, and strangers first", () => {
    const rows = listRows(
      [person(1, "b"), person(2, null), person(3, "a"), person(4, "b")],
      mapOf(visit("b", 2000), visit("a", 1000)),
    );
    expect(rows.map(({ people }) => people.map(({ number }) => number))).toEqual([
      [2],
      [3],
      [1, 4],
    ]);
  });

  it("have a visit whose people have not been seen yet, and no stranger who has left", () => {
    const rows = listRows([person(1, null, { isInside: false })], mapOf(visit("a", 0)));
    expect(rows).toMatchObject([{ people: [], visit: { visitId: "a" } }]);
    expect(describeVisit(rows[0]!)).toEqual([{ tone: "now", words: "coming in" }]);
  });
});

describe("a visit that began at a smart cart", () => {
  it("is at the cart, and nobody is expected to come in", () => {
    const rows = listRows([], mapOf(visit("a", 0, { gateId: "cart:cart-1", smartCarts: 1 })));
    expect(describeVisit(rows[0]!)).toEqual([{ tone: "now", words: "smart cart" }]);
  });

  it("that was joined from inside has its people too", () => {
    const joined = visit("a", 0, { partySize: 2, smartCarts: 2 });
    const rows = listRows([person(1, "a")], mapOf(joined));
    expect(describeVisit(rows[0]!).map(({ words }) => words)).toEqual([
      "2 smart carts",
      "1 more expected",
    ]);
  });
});

describe("rows that are kept", () => {
  const people = [person(1, "a"), person(2, "b"), person(3, null)];
  const visits = mapOf(visit("a", 0), visit("b", 1000));
  const rows = listRows(people, visits);
  const toldAnew = people.map((one) => ({ ...one }));

  it("are the same objects where nothing that they say has changed", () => {
    const kept = keepRows(rows, listRows(toldAnew, new Map(visits)));
    expect(kept).toHaveLength(3);
    expect(kept.every((row, at) => row === rows[at])).toBe(true);
  });

  it("are as they were where nobody sees them, though not those who come and go", () => {
    const changed = mapOf(visit("a", 0, { totalMinor: 5 }), visit("b", 0, { totalMinor: 5 }));
    const now = listRows([...toldAnew, person(4, null)], changed);
    const kept = keepRows(rows, now, (key) => key === "a");
    expect(kept.map(({ key }) => key)).toEqual(["t3", "t4", "a", "b"]);
    expect(kept.map((row) => rows.includes(row))).toEqual([true, false, false, true]);
  });

  it("are others where a person or the visit is another, and only there", () => {
    const [first, second, third] = toldAnew;
    const gone = [first!, { ...second!, isInside: false }, third!];
    const isKept = (now: readonly PeopleRow[]) =>
      keepRows(rows, now).map((row) => rows.includes(row));
    expect(isKept(listRows(gone, visits))).toEqual([true, true, false]);
    const changed = new Map([...visits, ["a", visit("a", 0, { totalMinor: 5 })]]);
    expect(isKept(listRows(toldAnew, changed))).toEqual([true, false, true]);
    const joined = [...toldAnew, person(4, "b")];
    expect(isKept(listRows(joined, visits))).toEqual([true, true, false]);
    expect(isKept(listRows([first!, third!], visits))).toEqual([true, true, false]);
  });
});

describe("what stands out", () => {
  const marksOf = (more: Partial<OpenVisit>, people = [person(1, "a")]) =>
    describeVisit({ key: "a", people, visit: visit("a", 0, more) }).map(({ words }) => words);

  it("is nothing where all is as it should be", () => {
    expect(marksOf({})).toEqual([]);
  });

  it("is what staff must check", () => {
    expect(marksOf({ age: "needed", flags: ["track-lost", "track-lost"] })).toEqual([
      "check age",
      "lost from view",
    ]);
    expect(marksOf({ payer: "staff" })).toEqual(["staff"]);
    expect(marksOf({ partySize: 3 })).toEqual(["2 more expected"]);
    expect(marksOf({ flags: ["something-new"] })).toEqual(["something new"]);
    expect(describeVisit({ key: "t1", people: [person(1, null)], visit: null })).toHaveLength(1);
  });
});

describe("findAppearances", () => {
  it("draws staff, strangers and whoever is flagged as such", () => {
    const appearances = findAppearances(
      [
        ...[person(1, "a"), person(2, "b"), person(3, null)],
        ...[person(4, "c", { standing: "staff" }), person(5, "gone")],
        person(6, null, { standing: "arriving", isInside: false }),
      ],
      mapOf(visit("a", 0), visit("b", 0, { flags: ["party-larger"] }), visit("c", 0)),
    );
    expect([...appearances.values()]).toEqual([
      "shopper",
      "flagged",
      "unbound",
      "staff",
      "unbound",
      "shopper",
    ]);
  });
});
