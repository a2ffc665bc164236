import type { ChainAnswer } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { SelectField } from "@saunter/ui/components/select-field";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { useState } from "preact/hooks";
import { api, hasRight, me } from "../session.ts";
import { makeInvitationUrl } from "../shell/accept-invitation.tsx";
import { words } from "../words.ts";

type User = ChainAnswer<"GET /v1/users">["items"][number];
type Grant = User["grants"][number];
type Token = ChainAnswer<"GET /v1/scim-tokens">["items"][number];

/** A code or token that is shown only once. */
interface Secret {
  readonly title: string;
  readonly text: string;
  readonly value: string;
}

/** Who may do what where, and directories that provision them. */
export function PeoplePage() {
  const users = useList<User>(
    (after, signal) => api.call("GET /v1/users", { query: { after } as never, signal }),
    [],
  );
  const [isInviting, setInviting] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.people;
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.people}>
        {hasRight("users:write") ? (
          <Button kind="main" onPress={() => setInviting(true)}>
            {t.invite}
          </Button>
        ) : null}
      </PageHead>
      <Dialog title={t.invite} isOpen={isInviting} onClose={() => setInviting(false)}>
        <InviteForm
          onInvited={(name, invitation) => {
            setInviting(false);
            setSecret({
              title: t.invitation,
              text: t.invitationText(name),
              value: makeInvitationUrl(invitation),
            });
            users.reload();
          }}
        />
      </Dialog>
      <Dialog title={secret?.title ?? ""} isOpen={secret !== null} onClose={() => setSecret(null)}>
        <p>{secret?.text}</p>
        <code class="any-break">{secret?.value}</code>
      </Dialog>
      {[users.problem, problem].map((one) =>
        one === null ? null : <ProblemNote key={one.code} problem={one} />,
      )}
      <div class="card">
        {users.items === null ? (
          <div class="pad">
            <Bones lines={6} />
          </div>
        ) : (
          <UserTable users={users.items} onChanged={users.reload} onProblem={setProblem} />
        )}
        {users.more === null ? null : (
          <div class="pad">
            <Button onPress={users.more}>{words.texts.showMore}</Button>
          </div>
        )}
      </div>
      <TokensCard onSecret={setSecret} onProblem={setProblem} />
    </div>
  );
}

function nameGrant({ role, scope }: Grant): string {
  const t = words.texts.people;
  const where = scope.id === null ? t.scopes[scope.kind] : `${t.scopes[scope.kind]} ${scope.id}`;
  return t.grant(t.roles[role], where);
}

interface UserTableProps {
  readonly users: readonly User[];
  readonly onChanged: () => void;
  readonly onProblem: (problem: Problem) => void;
}

function UserTable({ users, onChanged, onProblem }: UserTableProps) {
  const t = words.texts.people;
  const change = async (user: User): Promise<void> => {
    const route = user.isDisabled
      ? "POST /v1/users/:userId/enable"
      : "POST /v1/users/:userId/disable";
    await api.call(route, { params: { userId: user.userId } });
    onChanged();
  };
  const revoke = async ({ userId }: User, { grantId }: Grant): Promise<void> => {
    const params = { userId, grantId };
    await api.call("POST /v1/users/:userId/grants/:grantId/revoke", { params });
    onChanged();
  };
  return (
    <div class="table-scroll">
      <table class="table cards">
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.email}</th>
            <th scope="col">{t.grants}</th>
            <th scope="col">{t.lastSignIn}</th>
            <th scope="col">{t.state}</th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.userId}>
              <th scope="row">{user.name}</th>
              <td>{user.email ?? ""}</td>
              <td>
                {user.grants.map((grant) => (
                  <div key={grant.grantId} class="row">
                    {nameGrant(grant)}
                    {hasRight("users:write") && grant.source === "manual" ? (
                      <Button
                        kind="bare"
                        aria-label={t.revoke(nameGrant(grant))}
                        onPress={() => revoke(user, grant)}
                        onProblem={onProblem}
                      >
                        ×
                      </Button>
                    ) : null}
                  </div>
                ))}
              </td>
              <td>
                {user.lastSignInMs === null ? (
                  words.texts.never
                ) : (
                  <RecentTime timestampMs={user.lastSignInMs} />
                )}
              </td>
              <td>
                <span class="row">
                  <Status tone={user.isDisabled ? "wrong" : "sure"}>
                    {user.isDisabled ? t.disabled : t.enabled}
                  </Status>
                  {hasRight("users:write") && user.userId !== me.value!.userId ? (
                    <Button onPress={() => change(user)} onProblem={onProblem}>
                      {user.isDisabled ? t.enable : t.disable}
                    </Button>
                  ) : null}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function InviteForm(props: { readonly onInvited: (name: string, invitation: string) => void }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Grant["role"]>("manager");
  const [kind, setKind] = useState<Grant["scope"]["kind"]>("chain");
  const [scopeId, setScopeId] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.people;
  return (
    <div class="stack">
      <Field label={t.name} maxLength={100} value={name} onValue={setName} />
      <Field label={t.email} type="email" value={email} onValue={setEmail} />
      <SelectField label={t.role} value={role} onValue={(one) => setRole(one as typeof role)}>
        {Object.entries(t.roles).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </SelectField>
      <SelectField label={t.scope} value={kind} onValue={(one) => setKind(one as typeof kind)}>
        {Object.entries(t.scopes).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </SelectField>
      {kind === "chain" ? null : <Field label={t.scopeId} value={scopeId} onValue={setScopeId} />}
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="main"
        disabled={name.trim() === "" || email.trim() === ""}
        onProblem={setProblem}
        onPress={async () => {
          const scope = { kind, id: kind === "chain" ? null : scopeId.trim() };
          const body = { name, email, grants: [{ role, scope }] };
          const { invitation } = await api.call("POST /v1/users", { body });
          props.onInvited(name, invitation);
        }}
      >
        {t.submit}
      </Button>
    </div>
  );
}

interface TokensCardProps {
  readonly onSecret: (secret: Secret) => void;
  readonly onProblem: (problem: Problem) => void;
}

function TokensCard({ onSecret, onProblem }: TokensCardProps) {
  const [name, setName] = useState("");
  const { items, reload } = useList<Token>(
    (after, signal) => api.call("GET /v1/scim-tokens", { query: { after } as never, signal }),
    [],
  );
  const t = words.texts.people;
  return (
    <section class="card">
      <header>
        <h2>{t.tokens}</h2>
      </header>
      {items === null ? null : items.length === 0 ? (
        <Empty title={t.noTokens} />
      ) : (
        <ul>
          {items.map((token) => (
            <li key={token.tokenId} class="row pad">
              <strong>{token.name}</strong>
              <span class="soft">
                {t.lastUsed}:{" "}
                {token.lastUsedMs === null ? (
                  words.texts.never
                ) : (
                  <RecentTime timestampMs={token.lastUsedMs} />
                )}
              </span>
              {hasRight("users:write") ? (
                <Button
                  kind="grave"
                  onProblem={onProblem}
                  onPress={async () => {
                    const params = { tokenId: token.tokenId };
                    await api.call("POST /v1/scim-tokens/:tokenId/remove", { params });
                    reload();
                  }}
                >
                  {t.remove}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {hasRight("users:write") ? (
        <div class="row pad filters">
          <Field label={t.tokenName} maxLength={100} value={name} onValue={setName} />
          <Button
            disabled={name.trim() === ""}
            onProblem={onProblem}
            onPress={async () => {
              const body = { name, organisationId: null };
              const { token } = await api.call("POST /v1/scim-tokens", { body });
              setName("");
              onSecret({ title: t.token, text: t.tokenText, value: token });
              reload();
            }}
          >
            {t.makeToken}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
