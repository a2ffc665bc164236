import { Money } from "@saunter/ui/components/money";
import { Status, type Tone } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import type { ComponentChildren } from "preact";
import { words } from "../../words.ts";
import type { Charge } from "./charge-words.ts";
import "./money.css";

function sumOf<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** What of a visit's money is where; each amount with its state beside it. */
export function ChargeSums({ charge }: { readonly charge: Charge }) {
  const texts = words.texts.parts.charge.sums;
  const { balances, currency, dueMinor, missingMinor, debt, payments } = charge;
  const sum = (of: (payment: Charge["payments"][number]) => number): number => sumOf(payments, of);
  const held = payments.filter(({ status }) => status === "held");
  const rows: readonly (readonly [Tone, string, number, ComponentChildren?])[] = [
    [
      "now",
      texts.held,
      sum(({ status, heldMinor }) => (status === "held" ? heldMinor : 0)),
      untilOf(held),
    ],
    ["sure", texts.charged, sum(({ capturedMinor }) => capturedMinor)],
    ["sure", texts.refunded, sum(({ refundedMinor }) => refundedMinor)],
    ["staff", texts.cash, charge.takenCashMinor],
    ["staff", texts.cashReturned, charge.returnedCashMinor],
    ["sure", texts.balances, sumOf(balances, ({ capturedMinor }) => capturedMinor)],
    ["sure", texts.balancesRefunded, sumOf(balances, ({ refundedMinor }) => refundedMinor)],
    ["wrong", texts.reversed, charge.withdrawnMinor],
    ["staff", texts.waived, charge.forgivenMinor],
    [
      debt === null ? "now" : "wrong",
      debt === null ? texts.open : texts.owed,
      Math.max(0, missingMinor),
    ],
    ["now", texts.refundDue, Math.max(0, -missingMinor)],
  ];
  return (
    <dl class="sums">
      <div class="sums-due">
        <dt>{nameDue(dueMinor, missingMinor)}</dt>
        <dd>{dueMinor === null ? "–" : <Money amountMinor={dueMinor} currency={currency} />}</dd>
      </div>
      {rows
        .filter(([, , amountMinor]) => amountMinor !== 0)
        .map(([tone, name, amountMinor, note]) => (
          <div key={name}>
            <dt>
              <Status tone={tone}>{name}</Status> {note}
            </dt>
            <dd>
              <Money amountMinor={amountMinor} currency={currency} />
            </dd>
          </div>
        ))}
      {dueMinor !== null && missingMinor === 0 ? (
        <div>
          <dt>
            <Status tone="sure">{texts.settled}</Status>
          </dt>
          <dd />
        </div>
      ) : null}
    </dl>
  );
}

function nameDue(dueMinor: number | null, missingMinor: number): string {
  const { dueWhenFinal, paid, due } = words.texts.parts.charge;
  if (dueMinor === null) return dueWhenFinal;
  return missingMinor === 0 && dueMinor > 0 ? paid : due;
}

/** When what is held lapses by itself. */
function untilOf(held: Charge["payments"]): ComponentChildren {
  const [expiresMs] = held.flatMap(({ holdExpiresMs }) => holdExpiresMs ?? []);
  if (expiresMs === undefined) return null;
  return (
    <span class="soft small">
      {words.texts.parts.charge.sums.until(<Time timestampMs={expiresMs} style="date-time" />)}
    </span>
  );
}
