/** How roll-outs are forecast, and what they may make worse: settings of the chain. */
export interface ForecastSettings {
  /** Of the roll-out's shops, so many are forecast. */
  readonly shops: number;
  /** Simulated visits of each. */
  readonly visits: number;
  /** A roll-out that clearly lowers the share of exact receipts by more than this does not start. */
  readonly exactFallMax: number;
  /** Of visits that go to review. */
  readonly reviewRiseMax: number;
  /** Money lost a visit, minor units. */
  readonly lossRiseMinorMax: number;
}

export const FORECAST_SETTINGS: ForecastSettings = {
  shops: 3,
  visits: 1000,
  exactFallMax: 0.01,
  reviewRiseMax: 0.02,
  lossRiseMinorMax: 10,
};
