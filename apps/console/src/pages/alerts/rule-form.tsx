import type { Problem } from "@saunter/client/problem";
import { ALERT_ROLES, type AlertRole } from "@saunter/protocol/alert-rule";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useId, useState } from "preact/hooks";
import { CheckBox, toggle } from "../../parts/check-box.tsx";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import {
  formatMinute,
  type KindGroup,
  keepKinds,
  listKindGroups,
  REPEATS,
  type Rule,
  type RuleChannel,
  readMinute,
  wordKind,
  wordRepeat,
} from "./words.ts";

type Draft = Omit<Rule, "ruleId" | "failing">;

const NEW: Draft = {
  name: "",
  kinds: ["age-check", "cart-help", "device-fault", "review-due", "payment-offline"],
  fromMinute: 480,
  untilMinute: 1320,
  repeatMinutes: 5,
  isEnabled: true,
  channel: { kind: "push", role: "operator" },
};

interface RuleFormProps {
  /** Null: a new one. */
  readonly rule: Rule | null;
  readonly channels: readonly RuleChannel["kind"][];
  readonly onDone: () => void;
}

export function RuleForm({ rule, channels, onDone }: RuleFormProps) {
  const [draft, setDraft] = useState<Draft>(() => takeDraft(rule));
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.alerts.form;
  const set = (change: Partial<Draft>): void => setDraft((before) => ({ ...before, ...change }));
  const { name, kinds, repeatMinutes, isEnabled, channel } = draft;
  const save = async (): Promise<void> => {
    const body = { ...draft, name: name.trim() };
    if (rule === null) await api.call("POST /v1/alert-rules", { body });
    else await api.call("POST /v1/alert-rules/:ruleId", { params: { ruleId: rule.ruleId }, body });
    onDone();
  };
  return (
    <div class="stack">
      <Field
        label={t.name}
        value={name}
        onValue={(value) => set({ name: value })}
        maxLength={80}
        autoComplete="off"
        placeholder={t.nameExample}
      />
      <KindBoxes
        kinds={kinds}
        groups={listKindGroups(channel)}
        onKinds={(value) => set({ kinds: value })}
      />
      <ChannelFields
        channel={channel}
        channels={channels}
        onChannel={(value) => set({ channel: value, kinds: keepKinds(kinds, value) })}
      />
      <div class="row">
        <MinuteField
          label={t.from}
          minute={draft.fromMinute}
          onMinute={(fromMinute) => set({ fromMinute })}
        />
        <MinuteField
          label={t.until}
          minute={draft.untilMinute}
          onMinute={(untilMinute) => set({ untilMinute })}
        />
      </div>
      <p class="soft small">{t.sameTime}</p>
      <SelectField
        label={t.repeat}
        value={String(repeatMinutes)}
        onValue={(value) => set({ repeatMinutes: value === "null" ? null : Number(value) })}
      >
        {REPEATS.map((minutes) => (
          <option key={String(minutes)} value={String(minutes)}>
            {wordRepeat(minutes)}
          </option>
        ))}
      </SelectField>
      <CheckBox isChecked={isEnabled} onChecked={(isOn) => set({ isEnabled: isOn })}>
        {t.isOn}
      </CheckBox>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={name.trim() === "" || !isComplete(channel)}
        onPress={save}
        onProblem={setProblem}
      >
        {t.save}
      </Button>
    </div>
  );
}

function takeDraft(rule: Rule | null): Draft {
  if (rule === null) return NEW;
  const { ruleId: _, failing: __, ...draft } = rule;
  return draft;
}

function isComplete(channel: RuleChannel): boolean {
  switch (channel.kind) {
    case "mail":
      return channel.userId !== "" && channel.address !== "";
    case "webhook":
      return channel.endpointId !== "";
    default:
      return true;
  }
}

interface KindBoxesProps {
  readonly kinds: Draft["kinds"];
  readonly groups: readonly KindGroup[];
  readonly onKinds: (kinds: Draft["kinds"]) => void;
}

/** None is all: so it says. */
function KindBoxes({ kinds, groups, onKinds }: KindBoxesProps) {
  const { form: t, groups: names } = words.texts.alerts;
  const offered = groups.flatMap(([, group]) => group);
  const some = NEW.kinds.filter((kind) => offered.includes(kind));
  return (
    <fieldset class="alert-kinds">
      <legend>{t.alerts}</legend>
      <CheckBox isChecked={kinds.length === 0} onChecked={(all) => onKinds(all ? [] : some)}>
        {t.allAlerts}
      </CheckBox>
      {kinds.length === 0
        ? null
        : groups.map(([name, group]) => (
            <details key={name}>
              <summary>
                {names[name]}{" "}
                <span class="soft small">
                  {t.chosen(group.filter((kind) => kinds.includes(kind)).length, group.length)}
                </span>
              </summary>
              {group.map((kind) => (
                <CheckBox
                  key={kind}
                  isChecked={kinds.includes(kind)}
                  onChecked={(isChecked) => onKinds(toggle(kinds, kind, isChecked))}
                >
                  {wordKind(kind)}
                </CheckBox>
              ))}
            </details>
          ))}
    </fieldset>
  );
}

/** Below the shop's own topic. */
const ALERTS_TOPIC = "alerts";

const FIRST: Readonly<Record<RuleChannel["kind"], RuleChannel>> = {
  push: { kind: "push", role: "operator" },
  mail: { kind: "mail", userId: "", address: "" },
  webhook: { kind: "webhook", endpointId: "" },
  mqtt: { kind: "mqtt" },
};

interface ChannelFieldsProps {
  readonly channel: RuleChannel;
  readonly channels: readonly RuleChannel["kind"][];
  readonly onChannel: (channel: RuleChannel) => void;
}

function ChannelFields({ channel, channels, onChannel }: ChannelFieldsProps) {
  const { form: t, channels: names } = words.texts.alerts;
  return (
    <>
      <SelectField
        label={t.channel}
        value={channel.kind}
        onValue={(kind) => onChannel(FIRST[kind as RuleChannel["kind"]])}
      >
        {channels.map((kind) => (
          <option key={kind} value={kind}>
            {names[kind]}
          </option>
        ))}
      </SelectField>
      {channel.kind === "push" ? (
        <SelectField
          label={t.role}
          value={channel.role}
          onValue={(role) => onChannel({ kind: "push", role: role as AlertRole })}
        >
          {ALERT_ROLES.map((role) => (
            <option key={role} value={role}>
              {t.roles[role]}
            </option>
          ))}
        </SelectField>
      ) : null}
      {channel.kind === "mail" ? <MailFields channel={channel} onChannel={onChannel} /> : null}
      {channel.kind === "webhook" ? (
        <WebhookField endpointId={channel.endpointId} onChannel={onChannel} />
      ) : null}
      {channel.kind === "mqtt" ? (
        <p class="soft small">{t.broker(<code>{ALERTS_TOPIC}</code>)}</p>
      ) : null}
    </>
  );
}

function MailFields({
  channel,
  onChannel,
}: {
  readonly channel: Extract<RuleChannel, { kind: "mail" }>;
  readonly onChannel: (channel: RuleChannel) => void;
}) {
  const { value } = useLoaded(
    (signal) => api.call("GET /v1/users", { query: { limit: 200 }, signal }),
    [],
  );
  const t = words.texts.alerts.form;
  const readers = (value?.items ?? []).filter(({ roles }) =>
    roles.some((role) => role === "operator" || role === "reviewer"),
  );
  return (
    <>
      <SelectField
        label={t.to}
        value={channel.userId}
        onValue={(userId) => onChannel({ ...channel, userId })}
      >
        <option value="">{t.choosePerson}</option>
        {readers.map(({ userId, name }) => (
          <option key={userId} value={userId}>
            {name}
          </option>
        ))}
      </SelectField>
      <Field
        label={t.address}
        type="email"
        value={channel.address}
        onValue={(address) => onChannel({ ...channel, address: address.trim() })}
        autoComplete="off"
      />
    </>
  );
}

function WebhookField({
  endpointId,
  onChannel,
}: {
  readonly endpointId: string;
  readonly onChannel: (channel: RuleChannel) => void;
}) {
  const { value } = useLoaded((signal) => api.call("GET /v1/webhooks", { signal }), []);
  const t = words.texts.alerts.form;
  return (
    <SelectField
      label={t.to}
      value={endpointId}
      onValue={(id) => onChannel({ kind: "webhook", endpointId: id })}
    >
      <option value="">{t.chooseWebhook}</option>
      {value?.items.map((webhook) => (
        <option key={webhook.endpointId} value={webhook.endpointId}>
          {webhook.url}
        </option>
      ))}
    </SelectField>
  );
}

interface MinuteFieldProps {
  readonly label: string;
  readonly minute: number;
  readonly onMinute: (minute: number) => void;
}

function MinuteField({ label, minute, onMinute }: MinuteFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="time"
        required
        value={formatMinute(minute)}
        onChange={({ currentTarget: { value } }) => {
          const read = readMinute(value);
          if (read !== null) onMinute(read);
        }}
      />
    </div>
  );
}
