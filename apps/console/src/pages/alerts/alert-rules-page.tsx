import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { ShopText } from "@saunter/ui/components/shop-text";
import { Status } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { DeviceCard } from "./device-card.tsx";
import { RuleForm } from "./rule-form.tsx";
import { type Rule, wordHours, wordKind, wordRuleKinds, wordTarget } from "./words.ts";
import "./alert-rules.css";

/** Who gets alerts, by which channel; and whether this device shows them. */
export function AlertRulesPage() {
  const t = words.texts.alerts;
  return (
    <div class="stack">
      <PageHead title={t.title}>
        <a class="button" href="/console/health">
          {t.open}
        </a>
      </PageHead>
      <DeviceCard />
      {hasRole("operator") ? <Rules /> : null}
    </div>
  );
}

type Open =
  | { readonly kind: "nothing" }
  | { readonly kind: "edit"; readonly rule: Rule | null }
  | { readonly kind: "sent"; readonly rule: Rule };

function Rules() {
  const t = words.texts.alerts.rules;
  const [open, setOpen] = useState<Open>({ kind: "nothing" });
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/alert-rules", { query: { limit: 200 }, signal }),
    [],
  );
  const close = (): void => setOpen({ kind: "nothing" });
  return (
    <section class="card">
      <header>
        <h2>{t.title}</h2>
        <Button kind="main" onPress={() => setOpen({ kind: "edit", rule: null })}>
          {t.add}
        </Button>
      </header>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null && problem === null ? (
        <div class="pad">
          <Bones />
        </div>
      ) : null}
      {value?.items.length === 0 ? <Empty title={t.none}>{t.noneText}</Empty> : null}
      <ul class="alert-rules">
        {value?.items.map((rule) => (
          <RuleRow key={rule.ruleId} rule={rule} onOpen={setOpen} onChanged={reload} />
        ))}
      </ul>
      <Dialog
        title={open.kind === "edit" && open.rule !== null ? t.change : t.add}
        isOpen={open.kind === "edit"}
        onClose={close}
      >
        {open.kind === "edit" && value !== null ? (
          <RuleForm
            rule={open.rule}
            channels={value.channels}
            onDone={() => {
              close();
              reload();
            }}
          />
        ) : null}
      </Dialog>
      <Dialog title={t.sent} isOpen={open.kind === "sent"} onClose={close}>
        {open.kind === "sent" ? <Notices ruleId={open.rule.ruleId} /> : null}
      </Dialog>
    </section>
  );
}

interface RuleRowProps {
  readonly rule: Rule;
  readonly onOpen: (open: Open) => void;
  readonly onChanged: () => void;
}

function RuleRow({ rule, onOpen, onChanged }: RuleRowProps) {
  const { ruleId, name, kinds, repeatMinutes, isEnabled, failing, channel } = rule;
  const t = words.texts.alerts.rules;
  const params = { ruleId };
  const test = async (): Promise<void> => {
    const { isSent, outcome } = await api.call("POST /v1/alert-rules/:ruleId/test", { params });
    toast(isSent ? t.tested : t.notTested(outcome));
  };
  const remove = async (): Promise<void> => {
    await api.call("POST /v1/alert-rules/:ruleId/remove", { params });
    toast(t.removed(name));
    onChanged();
  };
  const repeat = repeatMinutes === null ? t.once : t.everyMinutes(repeatMinutes);
  return (
    <li class="alert-rule">
      <div class="stack tight">
        <h3>
          <bdi>{name}</bdi> {isEnabled ? null : <Status tone="plain">{t.off}</Status>}{" "}
          {failing === 0 ? null : <Status tone="wrong">{t.notSent(failing)}</Status>}
        </h3>
        <p>{wordRuleKinds({ kinds, channel })}</p>
        <p class="soft small">
          {wordTarget(channel)} · {wordHours(rule)} · {repeat}
        </p>
      </div>
      <div class="row">
        <Button onPress={test} onProblem={toastProblem} aria-label={t.testOne(name)}>
          {t.test}
        </Button>
        <Button
          kind="bare"
          onPress={() => onOpen({ kind: "sent", rule })}
          aria-label={t.sentOne(name)}
        >
          {t.sent}
        </Button>
        <Button
          kind="bare"
          onPress={() => onOpen({ kind: "edit", rule })}
          aria-label={t.editOne(name)}
        >
          {t.edit}
        </Button>
        <Button
          kind="bare"
          onPress={remove}
          onProblem={toastProblem}
          aria-label={words.texts.alerts.removeOne(name)}
        >
          {words.texts.alerts.remove}
        </Button>
      </div>
    </li>
  );
}

const TONES = { pending: "now", ended: "sure", failed: "wrong" } as const;

function Notices({ ruleId }: { readonly ruleId: string }) {
  const { items, problem, reload, more } = useList(
    (after, signal) =>
      api.call("GET /v1/alert-rules/:ruleId/notices", {
        params: { ruleId },
        query: { ...(after && { after }) },
        signal,
      }),
    [ruleId],
  );
  const t = words.texts.alerts.notices;
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (items === null) return <Bones />;
  if (items.length === 0) return <Empty title={t.none} />;
  return (
    <div class="stack">
      <ul class="alert-notices">
        {items.map(({ alertId, kind, message, status, sentCount, lastSentMs, outcome }) => (
          <li key={alertId} class="stack tight">
            <p>
              <strong>{wordKind(kind)}</strong>{" "}
              <Status tone={TONES[status]}>
                {t.states[status === "pending" && sentCount === 0 ? "waiting" : status]}
              </Status>
            </p>
            <p>
              <bdi>
                <ShopText text={message} />
              </bdi>
            </p>
            <p class="soft small">
              {lastSentMs === null
                ? t.notSent
                : t.sent(sentCount, <Ago timestampMs={lastSentMs} />)}
              {outcome === null ? null : (
                <>
                  {" · "}
                  <ShopText text={outcome} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
      {more === null ? null : <Button onPress={more}>{t.older}</Button>}
    </div>
  );
}
