/**
 * Facts of demand, derived from ../shared/data/demand; `demand-facts.test.ts` derives them again
 * where the data is at hand. BreadBasket_DMS.csv: 9,531 tickets of a bakery, 159 days.
 * groceries_arules.csv: 9,835 baskets of 169 categories.
 */

/** Opening hour of the first entry of `TICKETS_PER_HOUR`. */
export const OPENING_HOUR = 8;

/** BreadBasket: tickets an hour and day, hours 8..17 (98 % of all tickets). */
export const TICKETS_PER_HOUR: readonly number[] = [
  2.358, 6.333, 7.969, 9.088, 8.472, 7.314, 7.107, 5.811, 3.667, 1.006,
];

/** A small shop sees more people than the bakery's 60 tickets a day; the shape stays. */
export const TICKETS_SCALE = 7;

/** BreadBasket: tickets by count of items 1..8 (items of no name left out). */
export const ITEMS_PER_TICKET: readonly number[] = [3631, 2908, 1528, 850, 341, 135, 38, 34];

/** BreadBasket: lines (ticket and item) by quantity 1..4. */
export const QUANTITY_PER_LINE: readonly number[] = [17367, 1423, 94, 3];

/** groceries: log-log slope of a category's count against its rank, ranks 1..60. */
export const POPULARITY_SLOPE = -0.672;

/** groceries: the sixteen commonest categories, in order. */
export const CATEGORIES: readonly string[] = [
  "whole milk",
  "other vegetables",
  "rolls/buns",
  "soda",
  "yogurt",
  "bottled water",
  "root vegetables",
  "tropical fruit",
  "shopping bags",
  "sausage",
  "pastry",
  "citrus fruit",
  "bottled beer",
  "newspapers",
  "canned beer",
  "pip fruit",
];

/** groceries: P(both) / (P(one) P(other)) of the categories above, row by row; 1 with itself. */
export const CO_PURCHASE_LIFT: readonly (readonly number[])[] = [
  [1, 1.51, 1.21, 0.9, 1.57, 1.22, 1.76, 1.58, 0.97, 1.25, 1.46, 1.44, 0.99, 1.34, 0.45, 1.56],
  [1.51, 1, 1.2, 0.97, 1.61, 1.16, 2.25, 1.77, 1.22, 1.48, 1.31, 1.8, 1.04, 1.25, 0.6, 1.79],
  [1.21, 1.2, 1, 1.2, 1.34, 1.19, 1.21, 1.27, 1.08, 1.77, 1.28, 1.1, 0.92, 1.34, 0.79, 1],
  [0.9, 0.97, 1.2, 1, 1.12, 1.5, 0.98, 1.14, 1.43, 1.48, 1.36, 0.89, 1.21, 1.05, 1.02, 1.01],
  [1.57, 1.61, 1.34, 1.12, 1, 1.49, 1.7, 2, 1.11, 1.5, 1.43, 1.88, 0.82, 1.38, 0.5, 1.71],
  [1.22, 1.16, 1.19, 1.5, 1.49, 1, 1.3, 1.6, 1.01, 1.16, 0.91, 1.48, 1.77, 1.28, 0.94, 1.26],
  [1.76, 2.25, 1.21, 0.98, 1.7, 1.3, 1, 1.84, 1.19, 1.46, 1.13, 1.96, 1.1, 1.32, 0.48, 1.89],
  [1.58, 1.77, 1.27, 1.14, 2, 1.6, 1.84, 1, 1.31, 1.41, 1.42, 2.29, 0.97, 1.41, 0.37, 2.57],
  [0.97, 1.22, 1.08, 1.43, 1.11, 1.01, 1.19, 1.31, 1, 1.69, 1.36, 1.2, 0.7, 0.88, 1.49, 1.26],
  [1.25, 1.48, 1.77, 1.48, 1.5, 1.16, 1.46, 1.41, 1.69, 1, 1.5, 1.45, 1.03, 1.07, 0.86, 1.52],
  [1.46, 1.31, 1.28, 1.36, 1.43, 0.91, 1.13, 1.42, 1.36, 1.5, 1, 1.33, 0.64, 1.19, 0.65, 1.59],
  [1.44, 1.8, 1.1, 0.89, 1.88, 1.48, 1.96, 2.29, 1.2, 1.45, 1.33, 1, 0.92, 1.26, 0.66, 2.21],
  [0.99, 1.04, 0.92, 1.21, 0.82, 1.77, 1.1, 0.97, 0.7, 1.03, 0.64, 0.92, 1, 0.78, 0.42, 0.97],
  [1.34, 1.25, 1.34, 1.05, 1.38, 1.28, 1.32, 1.41, 0.88, 1.07, 1.19, 1.26, 0.78, 1, 0.8, 1.11],
  [0.45, 0.6, 0.79, 1.02, 0.5, 0.94, 0.48, 0.37, 1.49, 0.86, 0.65, 0.66, 0.42, 0.8, 1, 0.55],
  [1.56, 1.79, 1, 1.01, 1.71, 1.26, 1.89, 2.57, 1.26, 1.52, 1.59, 2.21, 0.97, 1.11, 0.55, 1],
];
