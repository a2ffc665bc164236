/** Where everybody is by now, and whether they are there still, before anything is seen of them. */
import { predictPresence } from "../presence.ts";
import { type Body, findGround, predictBody, shiftBody } from "./body.ts";
import { type BodyTrackerOptions, isAtDoor, isLost, type Person, type Spot } from "./person.ts";

/** Seconds, in the mean: until somebody is hidden, until they are seen again, and how long they stay. */
const HIDE_AFTER_S = 20;
const HIDDEN_S = 2;
const STAY_S = 120;
const STAY_AT_DOOR_S = 3;
const STAY_INSIDE_S = 10_000;
/** Who is outside was seen wrongly, or has gone. */
const STAY_OUTSIDE_S = 1;
/** Who is out of sight keeps their speed so long, seconds. */
const LOST_PERSISTENCE_S = 0.4;
/** Nobody walks through a wall that they would reach in so many seconds. */
const AHEAD_S = 0.3;
const WITNESSES_MIN = 2;

export function foreseePeople(
  people: readonly Person[],
  options: BodyTrackerOptions,
  nowMs: number,
  seconds: number,
): void {
  const hides = 1 - Math.exp(-seconds / HIDE_AFTER_S);
  const shows = 1 - Math.exp(-seconds / HIDDEN_S);
  for (const person of people) {
    noteInside(person, options);
    person.poses.clear();
    if (isLost(person, nowMs)) slowDown(person.body, seconds);
    stopAtWalls(person.body, options);
    predictBody(person.body, seconds);
    const at = bringBack(person, options, nowMs);
    const stays = Math.exp(-seconds / findStayS(options, at));
    predictPresence(person, { stays, hides, shows });
  }
}

function slowDown(body: Body, seconds: number): void {
  const left = Math.exp(-seconds / LOST_PERSISTENCE_S);
  body.velocityX *= left;
  body.velocityY *= left;
}

function stopAtWalls(body: Body, options: BodyTrackerOptions): void {
  if (options.isDoor === undefined) return;
  const { x, y } = findGround(body);
  const isFree = options.isInside(x + AHEAD_S * body.velocityX, y + AHEAD_S * body.velocityY);
  if (isFree || isAtDoor(options, { x, y })) return;
  body.velocityX = 0;
  body.velocityY = 0;
}

/** Where two cameras agree that somebody is they are. */
function noteInside(person: Person, { isInside }: BodyTrackerOptions): void {
  if (person.poses.size < WITNESSES_MIN) return;
  const ground = findGround(person.body);
  if (isInside(ground.x, ground.y)) person.inside = ground;
}

/** Where somebody is: who was in the shop, and went by no door, is there still, and was seen wrongly. */
function bringBack(person: Person, options: BodyTrackerOptions, nowMs: number): Spot {
  const { body, inside } = person;
  const ground = findGround(body);
  if (options.isDoor === undefined) return ground;
  if (options.isInside(ground.x, ground.y)) return ground;
  if (inside === null || isAtDoor(options, inside)) return ground;
  if (isLost(person, nowMs)) shiftBody(body, inside.x - ground.x, inside.y - ground.y);
  return inside;
}

function findStayS(options: BodyTrackerOptions, at: Spot): number {
  if (!options.isInside(at.x, at.y)) return STAY_OUTSIDE_S;
  if (options.isDoor === undefined) return STAY_S;
  return isAtDoor(options, at) ? STAY_AT_DOOR_S : STAY_INSIDE_S;
}
