import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { useNowMs } from "@saunter/ui/components/now";
import { Status } from "@saunter/ui/components/status";
import { Time } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { IssueBadge } from "./issue-badge.tsx";

type Badge = Answer<"GET /v1/badges">["items"][number];

/** Badges of staff, a hospital or a campus; nothing where badges are no entry method. */
export function BadgeCard() {
  const terms = useLoaded((signal) => api.call("GET /v1/entry/terms", { query: {}, signal }), []);
  if (terms.value === null || !terms.value.methods.includes("badge")) return null;
  return <Badges />;
}

function Badges() {
  const t = words.texts.people.badges;
  const [isIssuing, setIssuing] = useState(false);
  const [found, setFound] = useState<Badge | null>(null);
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/badges", { query: { limit: 200 }, signal }),
    [],
  );
  const change = (): void => {
    setFound(null);
    reload();
  };
  return (
    <section class="card" aria-labelledby="badges">
      <div class="row pad badge-head">
        <h2 id="badges">{t.title}</h2>
        <Button onPress={() => setIssuing(true)}>{t.issueOne}</Button>
      </div>
      <div class="pad badge-search">
        <FindBadge onFound={setFound} />
      </div>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        <div class="pad">
          <Bones />
        </div>
      ) : (
        <BadgeTable
          badges={found === null ? value.items : [found]}
          isCut={found === null && value.next !== null}
          onChanged={change}
        />
      )}
      <Dialog title={t.issueOne} isOpen={isIssuing} onClose={() => setIssuing(false)}>
        <IssueBadge
          onIssued={() => {
            setIssuing(false);
            change();
          }}
        />
      </Dialog>
    </section>
  );
}

/** Numbers are not kept: one is found by asking for it. */
function FindBadge({ onFound }: { readonly onFound: (badge: Badge | null) => void }) {
  const t = words.texts.people.badges;
  const [badgeNumber, setNumber] = useState("");
  const find = async (): Promise<void> => {
    onFound(await api.call("POST /v1/badges/lookups", { body: { badgeNumber } }));
  };
  return (
    <div class="row badge-find">
      <Field
        label={t.findByNumber}
        value={badgeNumber}
        autoComplete="off"
        onValue={(number) => {
          setNumber(number);
          if (number === "") onFound(null);
        }}
      />
      <Button disabled={badgeNumber.trim() === ""} onPress={find} onProblem={toastProblem}>
        {t.find}
      </Button>
    </div>
  );
}

interface BadgeTableProps {
  readonly badges: readonly Badge[];
  readonly isCut: boolean;
  readonly onChanged: () => void;
}

function BadgeTable({ badges, isCut, onChanged }: BadgeTableProps) {
  const { actions, badges: t } = words.texts.people;
  if (badges.length === 0) {
    return <Empty title={t.none}>{t.noneText}</Empty>;
  }
  return (
    <div class="table-scroll">
      <table class="table cards">
        <caption class="unseen">{t.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.holder}</th>
            <th scope="col">{t.validUntil}</th>
            <th scope="col">{t.note}</th>
            <th scope="col">
              <span class="unseen">{actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {badges.map((badge) => (
            <BadgeRow key={badge.badgeId} badge={badge} onChanged={onChanged} />
          ))}
        </tbody>
      </table>
      {isCut ? <p class="pad soft">{t.more}</p> : null}
    </div>
  );
}

function BadgeRow({ badge, onChanged }: { badge: Badge; onChanged: () => void }) {
  const { badgeId, holder, holderId, isBlocked, notAfterMs, note } = badge;
  const t = words.texts.people.badges;
  const nowMs = useNowMs();
  const params = { badgeId };
  const setBlocked = async (): Promise<void> => {
    const route = isBlocked ? "POST /v1/badges/:badgeId/unblock" : "POST /v1/badges/:badgeId/block";
    await api.call(route, { params });
    toast(isBlocked ? t.unblocked : t.blocked);
    onChanged();
  };
  return (
    <tr>
      <th scope="row" class="user-name">
        {t.holders[holder]} {holderId}{" "}
        {isBlocked ? <Status tone="wrong">{t.isBlocked}</Status> : null}
        {notAfterMs !== null && notAfterMs <= nowMs ? (
          <Status tone="plain">{t.isOver}</Status>
        ) : null}
      </th>
      <td>{notAfterMs === null ? t.noEnd : <Time timestampMs={notAfterMs - 1} style="date" />}</td>
      <td>{note}</td>
      <td>
        <div class="row user-acts">
          <Button kind="bare" onPress={setBlocked} onProblem={toastProblem}>
            {isBlocked ? t.unblock : t.block}
          </Button>
        </div>
      </td>
    </tr>
  );
}
