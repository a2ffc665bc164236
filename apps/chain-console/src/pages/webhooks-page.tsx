import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { EVENT_PATTERNS } from "@saunter/protocol/public-event";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { SelectField } from "@saunter/ui/components/select-field";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useLoaded, useReloads } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { api, hasRight } from "../session.ts";
import { words } from "../words.ts";

type Webhook = ChainAnswer<"GET /v1/webhooks">["items"][number];
type Secret = ChainAnswer<"POST /v1/webhooks">;
type Delivery = ChainAnswer<"GET /v1/webhooks/:subscriptionId/deliveries">["items"][number];

const LOOK_EVERY_MS = 5000;

/** Whom the chain tells what happens, and what of it did not arrive. */
export function WebhooksPage() {
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const loaded = useLoaded((signal) => api.call("GET /v1/webhooks", { signal }), []);
  useReloads(loaded, LOOK_EVERY_MS);
  const { value, problem, reload } = loaded;
  const t = words.texts.webhooks;
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.webhooks}>
        {hasRight("webhooks:write") ? (
          <Button kind="main" onPress={() => setAdding(true)}>
            {t.add}
          </Button>
        ) : null}
      </PageHead>
      <Dialog title={t.add} isOpen={isAdding} onClose={() => setAdding(false)}>
        <AddForm
          onAdded={(added) => {
            setAdding(false);
            setSecret(added);
            reload();
          }}
        />
      </Dialog>
      <Dialog title={t.secret} isOpen={secret !== null} onClose={() => setSecret(null)}>
        <p>{t.secretText}</p>
        <p>
          <code class="break">{secret?.secret}</code>
        </p>
      </Dialog>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        problem === null && <Bones lines={4} />
      ) : value.items.length === 0 ? (
        <div class="card">
          <Empty title={t.none}>{t.noneText}</Empty>
        </div>
      ) : (
        value.items.map((webhook) => (
          <WebhookCard
            key={webhook.subscriptionId}
            webhook={webhook}
            onChanged={reload}
            onSecret={setSecret}
          />
        ))
      )}
    </div>
  );
}

function AddForm({ onAdded }: { readonly onAdded: (secret: Secret) => void }) {
  const [url, setUrl] = useState("");
  const [eventType, setEventType] = useState("*");
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.webhooks;
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      <Field
        label={t.url}
        hint={t.urlHint}
        value={url}
        onValue={setUrl}
        maxLength={500}
        dir="ltr"
      />
      <SelectField label={t.events} value={eventType} onValue={setEventType}>
        {EVENT_PATTERNS.map((pattern) => (
          <option key={pattern} value={pattern} dir="ltr">
            {pattern === "*" ? t.allEvents : pattern}
          </option>
        ))}
      </SelectField>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        type="submit"
        disabled={url.trim() === ""}
        onProblem={setProblem}
        onPress={async () => {
          const body = { url: url.trim(), eventTypes: [eventType], organisationId: null };
          onAdded(await api.call("POST /v1/webhooks", { body }));
        }}
      >
        {t.add}
      </Button>
    </form>
  );
}

interface WebhookCardProps {
  readonly webhook: Webhook;
  readonly onChanged: () => void;
  readonly onSecret: (secret: Secret) => void;
}

function WebhookCard({ webhook, onChanged, onSecret }: WebhookCardProps) {
  const { subscriptionId, url, eventTypes, isEnabled, formerUntilMs, pending, dead } = webhook;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tested, setTested] = useState<{ isTaken: boolean; answer: string } | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const t = words.texts.webhooks;
  const params = { subscriptionId };
  const remove = async (): Promise<void> => {
    await api.call("POST /v1/webhooks/:subscriptionId/remove", { params });
    setRemoving(false);
    onChanged();
  };
  return (
    <section class="card">
      <header class="row">
        <h2 class="break" dir="ltr">
          {url}
        </h2>
        <Status tone={isEnabled ? "sure" : "plain"}>{isEnabled ? t.enabled : t.paused}</Status>
        {dead === 0 ? null : <Status tone="wrong">{t.dead(dead)}</Status>}
        {pending === 0 ? null : <Status tone="now">{t.pending(pending)}</Status>}
      </header>
      <div class="pad stack">
        <p class="soft" dir="ltr">
          {eventTypes.join(", ")}
        </p>
        {formerUntilMs === null ? null : (
          <p class="small">
            {t.formerUntil} <RecentTime timestampMs={formerUntilMs} />
          </p>
        )}
        {hasRight("webhooks:write") ? (
          <div class="row">
            <Button
              onProblem={setProblem}
              onPress={async () => {
                const isNext = !isEnabled;
                const body = { isEnabled: isNext };
                await api.call("POST /v1/webhooks/:subscriptionId/state", { params, body });
                onChanged();
              }}
            >
              {isEnabled ? t.pause : t.resume}
            </Button>
            <Button
              onProblem={setProblem}
              onPress={async () =>
                setTested(await api.call("POST /v1/webhooks/:subscriptionId/test", { params }))
              }
            >
              {t.test}
            </Button>
            <Button
              onProblem={setProblem}
              onPress={async () => {
                onSecret(await api.call("POST /v1/webhooks/:subscriptionId/rotate", { params }));
                onChanged();
              }}
            >
              {t.rotate}
            </Button>
            {dead === 0 ? null : (
              <Button
                onProblem={setProblem}
                onPress={async () => {
                  await api.call("POST /v1/webhooks/:subscriptionId/resend", { params });
                  onChanged();
                }}
              >
                {t.resend}
              </Button>
            )}
            <Button kind="grave" onPress={() => setRemoving(true)}>
              {t.remove}
            </Button>
          </div>
        ) : null}
        <p role="status">
          {tested === null ? "" : tested.isTaken ? t.testTaken : t.testRefused(tested.answer)}
        </p>
        {problem === null ? null : <ProblemNote problem={problem} />}
        <Button aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
          {t.deliveries}
        </Button>
        {isOpen ? <Deliveries subscriptionId={subscriptionId} /> : null}
      </div>
      <Dialog title={t.remove} isOpen={isRemoving} onClose={() => setRemoving(false)}>
        <p>{t.removeText}</p>
        <Button kind="grave" onPress={remove} onProblem={setProblem}>
          {t.remove}
        </Button>
      </Dialog>
    </section>
  );
}

function Deliveries({ subscriptionId }: { readonly subscriptionId: string }) {
  const params = { subscriptionId };
  const loaded = useLoaded(
    (signal) => api.call("GET /v1/webhooks/:subscriptionId/deliveries", { params, signal }),
    [subscriptionId],
  );
  useReloads(loaded, LOOK_EVERY_MS);
  const { value, problem, reload } = loaded;
  const t = words.texts.webhooks;
  if (value === null) {
    return problem === null ? <Bones /> : <ProblemNote problem={problem} onRetry={reload} />;
  }
  if (value.items.length === 0) return <Empty title={t.noDeliveries} />;
  return (
    <div class="table-scroll">
      <table class="table cards">
        <thead>
          <tr>
            <th scope="col">{t.event}</th>
            <th scope="col">{words.texts.pages.shop}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.time}</th>
            <th scope="col">{t.answer}</th>
          </tr>
        </thead>
        <tbody>
          {value.items.map((delivery) => (
            <DeliveryRow key={`${delivery.shopId} ${delivery.position}`} delivery={delivery} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const TONES = { pending: "now", delivered: "sure", dead: "wrong" } as const;

function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const { shopId, type, status, nextMs, endedMs, lastAnswer } = delivery;
  const atMs = endedMs ?? nextMs;
  return (
    <tr>
      <th scope="row" dir="ltr">
        {type}
      </th>
      <td>{shopId}</td>
      <td>
        <Status tone={TONES[status]}>{words.texts.webhooks.states[status]}</Status>
      </td>
      <td>{atMs === null || atMs === 0 ? words.texts.none : <RecentTime timestampMs={atMs} />}</td>
      <td class="small" lang="en" dir="ltr">
        {lastAnswer ?? ""}
      </td>
    </tr>
  );
}
