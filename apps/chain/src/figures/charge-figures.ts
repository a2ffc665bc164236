import type { ChargeEvent } from "@saunter/commerce/payment/events";
import {
  type ChargeState,
  evolveCharge,
  findGivenBack,
  findMissing,
  findNet,
  sumWithdrawn,
  UNOPENED_CHARGE,
} from "@saunter/commerce/payment/evolve";
import type { FigureRow } from "./figure-rows.ts";
import { makeStreamProjection, type StreamFold } from "./fold-streams.ts";
import type { Projection } from "./projection.ts";

type Forgiven = Pick<FigureRow<"forgiven_debts">, "position" | "amount_minor" | "at_ms">;

interface State {
  readonly charge: ChargeState;
  readonly forgiven: readonly Forgiven[];
}

const FOLD: StreamFold<State, ChargeEvent> = {
  initial: { charge: UNOPENED_CHARGE, forgiven: [] },
  evolve: ({ charge, forgiven }, event, { atMs, position }) => ({
    charge: evolveCharge(charge, event, atMs),
    forgiven:
      event.type === "DebtForgiven"
        ? [...forgiven, { position, amount_minor: event.amountMinor, at_ms: atMs }]
        : forgiven,
  }),
  toRows: ({ charge, forgiven }, { shopId, id }) => {
    const visit = { shop_id: shopId, visit_id: id, currency: charge.currency };
    return {
      charges: [
        {
          ...visit,
          payer: charge.payer.kind,
          due_minor: charge.dueMinor,
          net_minor: findNet(charge),
          missing_minor: findMissing(charge),
          refunded_minor: findGivenBack(charge),
          forgiven_minor: charge.forgivenMinor,
          withdrawn_minor: sumWithdrawn(charge).totalMinor,
          debt_minor: charge.debt?.amountMinor ?? 0,
          debt_since_ms: charge.debt?.sinceMs ?? null,
        },
      ],
      forgiven_debts: forgiven.map((one) => ({ ...visit, ...one })),
    };
  },
};

export const chargeFigures: Projection = {
  name: "charges-1",
  kind: "charge",
  types: null,
  tables: ["charges", "forgiven_debts"],
  make: makeStreamProjection(FOLD),
};
