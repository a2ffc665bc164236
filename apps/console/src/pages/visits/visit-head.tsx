import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { useNowMs } from "@saunter/ui/components/now";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { toastProblem } from "@saunter/ui/components/toasts";
import { formatDuration } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { type Visit, wordEntryMethod, wordFlag, wordPayer, wordWaiting } from "./visit-words.ts";

interface VisitHeadProps {
  readonly visit: Visit;
  readonly onChanged: () => void;
}

/** Who they are as payers, how long they have been there, and what somebody has to do. */
export function VisitHead({ visit, onChanged }: VisitHeadProps) {
  const { payer, partySize, isMember, openedMs, closedMs, status, flags, method, shoppers } = visit;
  const { waitsFor } = visit;
  const texts = words.texts.visits.head;
  const inside = shoppers.filter((shopper) => shopper.status === "inside").length;
  return (
    <section class="card pad stack tight" aria-label={texts.label}>
      <div class="row apart">
        <h2>
          {partySize === 1
            ? wordPayer(payer)
            : words.texts.visits.whoInParty(wordPayer(payer), partySize)}
        </h2>
        {status === "open" ? (
          <Status tone="now">{texts.inside(inside)}</Status>
        ) : (
          <Status tone="plain">{texts.over}</Status>
        )}
      </div>
      <p class="soft small">
        {texts.enteredBy(wordEntryMethod(method), <RecentTime timestampMs={openedMs} />)}
        {isMember ? ` · ${texts.member}` : null}
        {" · "}
        <Length fromMs={openedMs} untilMs={closedMs} />
      </p>
      {waitsFor.length === 0 ? null : (
        <ul class="note warning visit-flags">
          {waitsFor.map(({ reviewId, kind }) => (
            <li key={reviewId}>
              <strong>{texts.waiting(wordWaiting([{ reviewId, kind }])!)}</strong>{" "}
              {hasRole("reviewer") ? (
                <a href={`/console/review?of=${encodeURIComponent(reviewId)}`}>
                  {texts.openReview}
                </a>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {flags.length === 0 ? null : (
        <ul class="note warning visit-flags">
          {flags.map(({ flag, detail }) => (
            <li key={`${flag} ${detail}`}>
              <strong>{wordFlag(flag)}.</strong>{" "}
              <bdi class="small" lang="en-GB">
                {detail}
              </bdi>
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
  return <>{words.texts.visits.head.inShop(formatDuration((untilMs ?? nowMs) - fromMs))}</>;
}

function VisitActs({ visit, onChanged }: VisitHeadProps) {
  const texts = words.texts.visits.head;
  const { isOldEnough: oldEnough, isTooYoung: tooYoung } = words.texts.parts.age;
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
          <span>{texts.ageItems}</span>
          <Button kind="main" onPress={() => checkAge(true)} onProblem={toastProblem}>
            {oldEnough}
          </Button>
          <Button onPress={() => checkAge(false)} onProblem={toastProblem}>
            {tooYoung}
          </Button>
        </>
      ) : null}
      {status === "open" ? <Button onPress={() => setEnding(true)}>{texts.end}</Button> : null}
      <Dialog title={texts.endTitle} isOpen={isEnding} onClose={() => setEnding(false)}>
        <p>{texts.endText}</p>
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
            {texts.endNow}
          </Button>
          <Button onPress={() => setEnding(false)}>{texts.cancel}</Button>
        </div>
      </Dialog>
    </div>
  );
}
