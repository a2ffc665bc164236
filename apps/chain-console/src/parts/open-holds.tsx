import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Money } from "@saunter/ui/components/money";
import { ProblemNote } from "@saunter/ui/components/notes";
import { RecentTime } from "@saunter/ui/components/time";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { hrefOfVisit } from "../addresses.ts";
import { api, hasRight } from "../session.ts";
import { words } from "../words.ts";

type Hold = ChainAnswer<"GET /v1/gift-cards/:giftCardId">["holds"][number];

interface OpenHoldsProps {
  readonly balanceId: string;
  readonly holds: readonly Hold[];
  readonly currency: string;
  readonly onChanged: () => void;
}

/** What visits hold of a card, and the way to end what a shop that is gone holds. Nothing where nothing is held. */
export function OpenHolds({ balanceId, holds, currency, onChanged }: OpenHoldsProps) {
  const t = words.texts.cards;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSure, setSure] = useState(false);
  const open = holds.filter(({ state }) => state === "held");
  if (open.length === 0) return null;
  const end = async (): Promise<void> => {
    setProblem(null);
    const { ended } = await api.call("POST /v1/balances/:balanceId/end-holds", {
      params: { balanceId },
    });
    toast(t.ended(ended));
    setSure(false);
    onChanged();
  };
  return (
    <section class="stack" aria-label={t.held}>
      <h3>{t.held}</h3>
      <ul>
        {open.map((one) => (
          <li key={`${one.shopId} ${one.holdId}`}>
            <a href={hrefOfVisit(one.shopId, one.visitId)}>
              <bdi>{one.shopId}</bdi>
            </a>{" "}
            <Money amountMinor={one.amountMinor} currency={currency} /> ·{" "}
            <RecentTime timestampMs={one.madeMs} />
          </li>
        ))}
      </ul>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {!hasRight("balances:write") ? null : isSure ? (
        <div class="note warning">
          <p>{t.endHoldsText}</p>
          <Button kind="grave" onPress={end} onProblem={setProblem}>
            {t.endHoldsNow}
          </Button>
        </div>
      ) : (
        <Button onPress={() => setSure(true)}>{t.endHolds}</Button>
      )}
    </section>
  );
}
