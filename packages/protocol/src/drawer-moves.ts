/** How cash comes into the till's drawer, and out of it, but by sales. */
export const DRAWER_MOVES = ["banked", "added"] as const;

export type DrawerMove = (typeof DRAWER_MOVES)[number];
