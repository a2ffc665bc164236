/** People in the shop as rows: those of one visit together, those without one each alone. */
import type { Tone } from "@saunter/ui/components/status";
import { words } from "../../words.ts";
import type { Appearance } from "./draw-people.ts";
import type { OpenVisit, Person } from "./floor-data.ts";

export interface PeopleRow {
  readonly key: string;
  readonly people: readonly Person[];
  readonly visit: OpenVisit | null;
}

/** Those who need somebody come first, then the others, in the order in which they came in. */
export function listRows(
  people: readonly Person[],
  visits: ReadonlyMap<string, OpenVisit>,
): PeopleRow[] {
  const strangers = people.filter(({ visitId, isInside }) => isInside && visitId === null);
  const parties = [...visits.values()].sort((a, b) => a.openedMs - b.openedMs);
  return [
    ...strangers.map((person) => ({ key: person.shopperId, people: [person], visit: null })),
    ...parties.map((visit) => ({
      key: visit.visitId,
      people: people.filter(({ visitId }) => visitId === visit.visitId),
      visit,
    })),
  ];
}

/**
 * Rows that say what they said before are the same objects as before, and need not be redrawn; of
 * those of which nobody sees that they say something else, either.
 */
export function keepRows(
  before: readonly PeopleRow[],
  now: readonly PeopleRow[],
  isSeen: (key: string) => boolean = () => true,
): readonly PeopleRow[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return now.map((row) => {
    const one = known.get(row.key);
    return one !== undefined && (!isSeen(row.key) || isSameRow(one, row)) ? one : row;
  });
}

/** A visit of which something has changed is another object; its people are all sent again. */
function isSameRow(a: PeopleRow, b: PeopleRow): boolean {
  return a.visit === b.visit && areSamePeople(a.people, b.people);
}

/** Whether the same is said of the same people. */
export function areSamePeople(a: readonly Person[], b: readonly Person[]): boolean {
  return a.length === b.length && a.every((person, at) => isSamePerson(person, b[at]!));
}

function isSamePerson(a: Person, b: Person): boolean {
  const fields = Object.keys(a) as (keyof Person)[];
  return fields.every((field) => a[field] === b[field]);
}

interface Mark {
  readonly tone: Tone;
  readonly words: string;
}

/** What stands out of a visit, in words. */
export function describeVisit({ visit, people }: PeopleRow): Mark[] {
  const t = words.texts.floor.marks;
  if (visit === null) return [{ tone: "warning", words: t.noEntry }];
  const flags: Readonly<Record<string, string>> = t.flags;
  const marks: Mark[] = [];
  if (visit.payer === "staff") marks.push({ tone: "staff", words: t.staff });
  if (visit.payer === "cash") marks.push({ tone: "staff", words: t.cash });
  if (visit.age === "needed") marks.push({ tone: "wrong", words: t.checkAge });
  if (visit.age === "refused") marks.push({ tone: "wrong", words: t.tooYoung });
  for (const flag of new Set(visit.flags)) {
    marks.push({ tone: "warning", words: flags[flag] ?? flag.replaceAll("-", " ") });
  }
  if (visit.smartCarts > 0) marks.push({ tone: "now", words: t.smartCarts(visit.smartCarts) });
  const missing = visit.partySize - people.length;
  // Who pushes a cart that a visit began at isn't known.
  if (people.length === 0 && visit.smartCarts > 0) return marks;
  if (people.length === 0) marks.push({ tone: "now", words: t.comingIn });
  else if (missing > 0) marks.push({ tone: "now", words: t.missing(missing) });
  return marks;
}

/** How somebody is drawn on the floor. */
export function findAppearances(
  people: readonly Person[],
  visits: ReadonlyMap<string, OpenVisit>,
): ReadonlyMap<number, Appearance> {
  return new Map(
    people.map(({ number, standing, visitId }) => {
      if (standing === "staff") return [number, "staff"];
      // Nobody knows yet whether they come in.
      if (standing === "arriving") return [number, "shopper"];
      const visit = visitId === null ? undefined : visits.get(visitId);
      if (standing === "unbound" || visit === undefined) return [number, "unbound"];
      const isFlagged = visit.flags.length > 0 || visit.age === "needed" || visit.age === "refused";
      return [number, isFlagged ? "flagged" : "shopper"];
    }),
  );
}
