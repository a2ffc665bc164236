/** How a shop names a reviewer of its chain. */

export const REVIEWER_PREFIX = "chain:";

/** A shop's own users have no colon in their ids. */
export const nameReviewer = (userId: string): string => `${REVIEWER_PREFIX}${userId}`;

/** The chain's user; null of a shop's own. */
export function findUserOf(reviewerId: string): string | null {
  return reviewerId.startsWith(REVIEWER_PREFIX) ? reviewerId.slice(REVIEWER_PREFIX.length) : null;
}
