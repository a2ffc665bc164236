/** Parts that the schemas of gift cards, points and loyalty rules are made of. */
import Type from "typebox";

/** Of one card, or of points. */
const UNITS_MAX = 1_000_000_000;

export const units = (description: string, minimum = 1) =>
  Type.Integer({ minimum, maximum: UNITS_MAX, description });

export const CURRENCY = Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217." });
