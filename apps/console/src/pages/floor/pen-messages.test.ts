import { describe, expect, it } from "vitest";
import { type Drawn, LOOKS, makeDrawn, TRAIL_POINTS_MAX } from "./draw-people.ts";
import { nameSprite, packPeople, unpackPeople } from "./pen-messages.ts";

/** Somebody of whom no two values are the same. */
function makePerson(number: number): Drawn {
  const drawn = makeDrawn();
  Object.assign(drawn, { number, look: LOOKS[number % LOOKS.length], x: number + 0.25 });
  Object.assign(drawn, { y: -number, heading: 6 * number, trailLength: TRAIL_POINTS_MAX - number });
  drawn.hands.set([number + 0.5, number + 0.75, Number.NaN, Number.NaN]);
  drawn.trail.forEach((_, at) => {
    drawn.trail[at] = 100 * number + at;
  });
  return drawn;
}

describe("people as numbers", () => {
  it("are the same people again on the other side", () => {
    const people = [1, 2, 3, 4].map(makePerson);
    const into: Drawn[] = [];
    expect(unpackPeople(packPeople(people, 4), into)).toBe(4);
    expect(into).toEqual(people);
  });

  it("are those who are drawn, and no others", () => {
    const people = [1, 2, 3].map(makePerson);
    const into = [7, 8, 9].map(makePerson);
    const [, , last] = into;
    expect(unpackPeople(packPeople(people, 2), into)).toBe(2);
    expect(into).toEqual([people[0], people[1], last]);
    expect(unpackPeople(packPeople(people, 0), into)).toBe(0);
  });

  it("have a disc of their own for each number and look", () => {
    const names = [1, 2, 99].flatMap((number) => LOOKS.map((look) => nameSprite(number, look)));
    expect(new Set(names).size).toBe(3 * LOOKS.length);
  });
});
