import type { JointFrame } from "@saunter/engine/observation";

/** Gives shoppers numbers from 1, in order of appearance: an id of the shop leads to a visit and its receipt. */
export function createShopperNumbers(): (frame: JointFrame) => JointFrame {
  const numbers = new Map<string, string>();
  const number = (shopperId: string): string => {
    const known = numbers.get(shopperId);
    if (known !== undefined) return known;
    const next = String(numbers.size + 1);
    numbers.set(shopperId, next);
    return next;
  };
  return ({ ambiguities, shoppers, troubles, ...frame }) => ({
    ...frame,
    shoppers: shoppers.map((pose) => ({ ...pose, shopperId: number(pose.shopperId) })),
    ...(troubles === undefined
      ? {}
      : {
          troubles: troubles.map(({ shopperIds, ...trouble }) => ({
            ...trouble,
            ...(shopperIds === undefined ? {} : { shopperIds: shopperIds.map(number) }),
          })),
        }),
    ...(ambiguities === undefined
      ? {}
      : {
          ambiguities: ambiguities.map(({ shopperIds: [one, other], ...ambiguity }) => ({
            ...ambiguity,
            shopperIds: [number(one), number(other)] as const,
          })),
        }),
  });
}
