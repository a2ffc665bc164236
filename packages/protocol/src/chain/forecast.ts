/** Forecasts of what a version does to a shop's receipts: what is simulated, and what came of it. */
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import { named } from "../http/schemas.ts";
import { SHOP_LAYOUT } from "./shop-layout.ts";

/** Kinds of versions that change what the shop's engine makes of its shelves. */
export const FORECAST_KINDS = ["planogram", "engine"] as const;
export type ForecastKind = (typeof FORECAST_KINDS)[number];

export function isForecastKind(kind: string): kind is ForecastKind {
  return (FORECAST_KINDS as readonly string[]).includes(kind);
}

/** Visits of shoppers, over all worlds. */
export const FORECAST_VISITS_MAX = 20_000;

export const FORECAST_TASK = Type.Object({
  kind: Type.Enum([...FORECAST_KINDS]),
  /** With what is in force. */
  layout: SHOP_LAYOUT,
  /** Items of the version, composed for the shop. */
  after: Type.Record(Type.String(), Type.Unknown()),
  seed: Type.Integer({ minimum: 0, maximum: 0xffff_ffff }),
  visits: Type.Integer({ minimum: 1, maximum: FORECAST_VISITS_MAX }),
});
export type ForecastTask = Static<typeof FORECAST_TASK>;

/** What is forecast: shares of visits, and money lost a visit. */
export const FORECAST_FIGURES = ["exact", "review", "lossMinor"] as const;
export type ForecastFigure = (typeof FORECAST_FIGURES)[number];

const ESTIMATE = named(
  "Estimate",
  Type.Object(
    {
      value: Type.Number(),
      /** Of 95 %. */
      low: Type.Number(),
      high: Type.Number(),
    },
    { additionalProperties: false },
  ),
);
export type Estimate = Static<typeof ESTIMATE>;

const COMPARED = named(
  "ComparedEstimate",
  Type.Object(
    { before: ESTIMATE, after: ESTIMATE, difference: ESTIMATE },
    { additionalProperties: false },
  ),
);

const BY_FIGURE = <Schema extends Type.TSchema>(schema: Schema) =>
  Type.Object(
    { exact: schema, review: schema, lossMinor: schema },
    { additionalProperties: false },
  );

export const FORECAST_RESULT = Type.Object(
  {
    /** Shoppers whose receipts were compared. */
    visits: Type.Integer({ minimum: 0 }),
    /** Of them, those whose receipts or truth are another with the version. */
    differing: Type.Integer({ minimum: 0 }),
    figures: BY_FIGURE(COMPARED),
    worlds: Type.Array(
      Type.Object(
        {
          name: Type.String({ maxLength: 60 }),
          visits: Type.Integer({ minimum: 0 }),
          /** Differences. */
          figures: BY_FIGURE(Type.Number()),
        },
        { additionalProperties: false },
      ),
      { maxItems: 20 },
    ),
    seconds: Type.Number({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type ForecastResult = Static<typeof FORECAST_RESULT>;

export function isForecastTask(value: unknown): value is ForecastTask {
  return Check(FORECAST_TASK, value);
}

export function isForecastResult(value: unknown): value is ForecastResult {
  return Check(FORECAST_RESULT, value);
}
