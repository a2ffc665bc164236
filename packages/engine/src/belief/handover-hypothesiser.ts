/** What two hands that met may have handed over, in a hypothesis. */
import { type MeetingOfHands, rateMeeting } from "../attribution/meeting-evidence.ts";
import type { HandParameters } from "../parameters/hands.ts";
import {
  type ActionRecord,
  addHistory,
  getCart,
  type Hypothesis,
  type Item,
  withCart,
} from "./hypotheses.ts";

/** What a meeting of hands makes of a hypothesis: nothing was moved, or one item of either cart was. */
export function explainMeeting(
  meeting: MeetingOfHands,
  changeId: number,
  parent: Hypothesis,
  parameters: HandParameters,
): Hypothesis[] {
  const moves: { from: string; to: string; item: Item; share: number }[] = [];
  let total = 0;
  for (const [from, to] of [
    [meeting.a, meeting.b],
    [meeting.b, meeting.a],
  ] as const) {
    for (const item of getCart(parent, from)) {
      const ageMs = Math.max(0, meeting.timestampMs - item.sinceMs);
      const share = Math.exp(-ageMs / parameters.inHandMs) + parameters.inHandWeightMin;
      moves.push({ from, to, item, share });
      total += share;
    }
  }
  if (moves.length === 0) return [parent];
  const odds = rateMeeting(meeting, parameters);
  const logMoved = -Math.log1p(Math.exp(-odds));
  const logKept = -Math.log1p(Math.exp(odds));
  const children = [{ ...parent, logWeight: parent.logWeight + logKept }];
  for (const { from, to, item, share } of moves) {
    const left = getCart(parent, from).filter((other) => other !== item);
    const given = withCart(withCart(parent, from, left), to, [...getCart(parent, to), item]);
    const action: ActionRecord = {
      kind: "handover",
      changeId,
      shopperId: to,
      otherId: from,
      barcode: item.barcode,
      quantity: 1,
      weightG: item.weightG,
      timestampMs: meeting.timestampMs,
      plates: item.plates,
      gondola: item.gondola,
      shelf: item.shelf,
      settledMs: meeting.timestampMs,
      isMisplaced: false,
      part: 0,
    };
    const logWeight = parent.logWeight + logMoved + Math.log(share / total);
    children.push(addHistory({ ...given, logWeight }, action));
  }
  return children;
}
