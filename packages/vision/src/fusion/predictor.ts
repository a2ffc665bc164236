/** The predictor: where everybody is by now, and whether they are still there, before this frame is used. */
import type { BodyParameters } from "../parameters/bodies.ts";
import { predictPresence } from "../presence.ts";
import { type Body, findGround, predictBody, shiftBody } from "./body.ts";
import { type FusionSetup, isAtDoor, isLost, type Person, type Spot } from "./person.ts";

export function predictPeople(
  people: readonly Person[],
  setup: FusionSetup,
  nowMs: number,
  seconds: number,
): void {
  const { parameters } = setup;
  const hides = 1 - Math.exp(-seconds / parameters.hideAfterS);
  const shows = 1 - Math.exp(-seconds / parameters.hiddenS);
  for (const person of people) {
    noteInside(person, setup);
    person.poses.clear();
    if (isLost(person, nowMs, parameters)) slowDown(person.body, seconds, parameters);
    stopAtWalls(person.body, setup);
    predictBody(person.body, seconds, parameters);
    const at = bringBack(person, setup, nowMs);
    const stays = Math.exp(-seconds / findStayS(setup, at));
    predictPresence(person, { stays, hides, shows });
  }
}

function slowDown(body: Body, seconds: number, { lostPersistenceS }: BodyParameters): void {
  const left = Math.exp(-seconds / lostPersistenceS);
  body.velocityX *= left;
  body.velocityY *= left;
}

function stopAtWalls(body: Body, setup: FusionSetup): void {
  if (setup.isDoor === undefined) return;
  const { x, y } = findGround(body);
  const { wallAheadS } = setup.parameters;
  const isFree = setup.isInside(x + wallAheadS * body.velocityX, y + wallAheadS * body.velocityY);
  if (isFree || isAtDoor(setup, { x, y })) return;
  body.velocityX = 0;
  body.velocityY = 0;
}

/** Where two cameras agree that somebody is they are. */
function noteInside(person: Person, { isInside, parameters }: FusionSetup): void {
  if (person.poses.size < parameters.witnessesMin) return;
  const ground = findGround(person.body);
  if (isInside(ground.x, ground.y)) person.inside = ground;
}

/** Where somebody is: who was in the shop, and went by no door, is there still, and was seen wrongly. */
function bringBack(person: Person, setup: FusionSetup, nowMs: number): Spot {
  const { body, inside } = person;
  const ground = findGround(body);
  if (setup.isDoor === undefined) return ground;
  if (setup.isInside(ground.x, ground.y)) return ground;
  if (inside === null || isAtDoor(setup, inside)) return ground;
  if (isLost(person, nowMs, setup.parameters))
    shiftBody(body, inside.x - ground.x, inside.y - ground.y);
  return inside;
}

function findStayS(setup: FusionSetup, at: Spot): number {
  const { stayS, stayAtDoorS, stayInsideS, stayOutsideS } = setup.parameters;
  if (!setup.isInside(at.x, at.y)) return stayOutsideS;
  if (setup.isDoor === undefined) return stayS;
  return isAtDoor(setup, at) ? stayAtDoorS : stayInsideS;
}
