import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { useNowMs } from "@saunter/ui/components/now";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { toastProblem } from "@saunter/ui/components/toasts";
import { formatDuration } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { api, hasRole } from "../../session.ts";
import { type Visit, wordEntryMethod, wordFlag, wordPayer, wordWaiting } from "./visit-words.ts";

interface VisitHeadProps {
  readonly visit: Visit;
  readonly onChanged: () => void;
}

/** Who they are as payers, how long they have been there, and what somebody has to do. */
export function VisitHead({ visit, onChanged }: VisitHeadProps) {
  const { payer, partySize, isMember, openedMs, closedMs, status, flags, method, shoppers } = visit;
  const { waitsFor } = visit;
  const inside = shoppers.filter((shopper) => shopper.status === "inside").length;
  return (
    <section class="card pad stack tight" aria-label="Visit">
      <div class="row apart">
        <h2>
          {wordPayer(payer)}
          {partySize === 1 ? "" : `, party of ${partySize}`}
        </h2>
        {status === "open" ? (
          <Status tone="now">{inside === 1 ? "1 inside" : `${inside} inside`}</Status>
        ) : (
          <Status tone="plain">over</Status>
        )}
      </div>
      <p class="soft small">
        Entered by {wordEntryMethod(method)}, <RecentTime timestampMs={openedMs} />
        {isMember ? " · member" : null}
        {" · "}
        <Length fromMs={openedMs} untilMs={closedMs} />
      </p>
      {waitsFor.length === 0 ? null : (
        <ul class="note warning visit-flags">
          {waitsFor.map(({ reviewId, kind }) => (
            <li key={reviewId}>
              <strong>Waiting for review: {wordWaiting([{ reviewId, kind }])}.</strong>{" "}
              {hasRole("reviewer") ? (
                <a href={`/console/review?of=${encodeURIComponent(reviewId)}`}>Open review</a>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {flags.length === 0 ? null : (
        <ul class="note warning visit-flags">
          {flags.map(({ flag, detail }) => (
            <li key={`${flag} ${detail}`}>
              <strong>{wordFlag(flag)}.</strong> <span class="small">{detail}</span>
            </li>
          ))}
        </ul>
      )}
      {hasRole("operator") ? <VisitActs visit={visit} onChanged={onChanged} /> : null}
    </section>
  );
}

interface LengthProps {
  readonly fromMs: number;
  readonly untilMs: number | null;
}

function Length({ fromMs, untilMs }: LengthProps) {
  const nowMs = useNowMs();
  return <>{formatDuration((untilMs ?? nowMs) - fromMs)} in the shop</>;
}

function VisitActs({ visit, onChanged }: VisitHeadProps) {
  const { visitId, age, status } = visit;
  const [isEnding, setEnding] = useState(false);
  const params = { visitId };
  const checkAge = async (isOldEnough: boolean): Promise<void> => {
    await api.call("POST /v1/visits/:visitId/age-check", { params, body: { isOldEnough } });
    onChanged();
  };
  return (
    <div class="row">
      {age === "needed" ? (
        <>
          <span>Age-restricted items in the cart:</span>
          <Button kind="main" onPress={() => checkAge(true)} onProblem={toastProblem}>
            Old enough
          </Button>
          <Button onPress={() => checkAge(false)} onProblem={toastProblem}>
            Too young
          </Button>
        </>
      ) : null}
      {status === "open" ? <Button onPress={() => setEnding(true)}>End the visit</Button> : null}
      <Dialog title="End the visit?" isOpen={isEnding} onClose={() => setEnding(false)}>
        <p>
          Do this only if the shoppers have left and the exit was missed. The receipt is drafted
          from the estimated cart.
        </p>
        <div class="row">
          <Button
            kind="grave"
            onPress={async () => {
              await api.call("POST /v1/visits/:visitId/close", { params });
              setEnding(false);
              onChanged();
            }}
            onProblem={toastProblem}
          >
            End visit
          </Button>
          <Button onPress={() => setEnding(false)}>Cancel</Button>
        </div>
      </Dialog>
    </div>
  );
}
