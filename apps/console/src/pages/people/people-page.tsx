import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { Ago, Time } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useList } from "@saunter/ui/components/use-list";
import { useState } from "preact/hooks";
import { ShownSecret } from "../../parts/shown-secret.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { api, me } from "../../session.ts";
import { words } from "../../words.ts";
import { AddUser } from "./add-user.tsx";
import { BadgeCard } from "./badge-card.tsx";
import { ChangeRoles } from "./change-roles.tsx";
import { ChangeScopes, RotateKey } from "./key-dialogs.tsx";
import "./people.css";
import type { User } from "./user.ts";

/** Who is connected, and when they were last active: no event says so. */
const EVERY_MS = 10_000;

type Open =
  | { readonly kind: "nothing" }
  | { readonly kind: "add" }
  | { readonly kind: "roles"; readonly user: User }
  | { readonly kind: "reset"; readonly user: User }
  | { readonly kind: "scopes"; readonly user: User }
  | { readonly kind: "rotate"; readonly user: User }
  | { readonly kind: "key"; readonly name: string; readonly apiKey: string | null };

/** People and devices who may use the shop's API: who they are, and what they may do. */
export function PeoplePage() {
  const [open, setOpen] = useState<Open>({ kind: "nothing" });
  const { items, problem, reload, more } = useList<User>(
    (after, signal) => api.call("GET /v1/users", { query: { ...(after && { after }) }, signal }),
    [],
  );
  useEvery(EVERY_MS, reload);
  const close = (): void => setOpen({ kind: "nothing" });
  const done = (): void => {
    reload();
    close();
  };
  const showKey = (name: string, apiKey: string | null): void => {
    reload();
    setOpen({ kind: "key", name, apiKey });
  };
  const t = words.texts.people;
  return (
    <div class="stack">
      <PageHead title={t.title}>
        <a class="button" href="/console/webhooks">
          {t.webhooks}
        </a>
        <Button kind="main" onPress={() => setOpen({ kind: "add" })}>
          {t.add}
        </Button>
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <section class="card">
        {items === null ? (
          <div class="pad">
            <Bones />
          </div>
        ) : (
          <UserTable users={items} onOpen={setOpen} onChanged={reload} />
        )}
        {more === null ? null : (
          <div class="pad">
            <Button onPress={more}>{t.showMore}</Button>
          </div>
        )}
      </section>
      <BadgeCard />
      <Dialog title={t.dialogs.add} isOpen={open.kind === "add"} onClose={close}>
        <AddUser onAdded={done} onKey={showKey} />
      </Dialog>
      <Dialog title={t.dialogs.roles} isOpen={open.kind === "roles"} onClose={close}>
        {open.kind === "roles" ? <ChangeRoles user={open.user} onChanged={done} /> : null}
      </Dialog>
      <Dialog title={t.dialogs.scopes} isOpen={open.kind === "scopes"} onClose={close}>
        {open.kind === "scopes" ? <ChangeScopes user={open.user} onChanged={done} /> : null}
      </Dialog>
      <Dialog title={t.dialogs.rotate} isOpen={open.kind === "rotate"} onClose={close}>
        {open.kind === "rotate" ? <RotateKey user={open.user} onRotated={showKey} /> : null}
      </Dialog>
      <Dialog title={t.dialogs.reset} isOpen={open.kind === "reset"} onClose={close}>
        {open.kind === "reset" ? <LostDevice user={open.user} onReset={done} /> : null}
      </Dialog>
      <Dialog title={t.dialogs.key} isOpen={open.kind === "key"} onClose={close}>
        {open.kind === "key" ? (
          <ShownSecret secret={open.apiKey} another={t.anotherKey(open.name)}>
            {t.keyShown(<strong>{open.name}</strong>)}
          </ShownSecret>
        ) : null}
      </Dialog>
    </div>
  );
}

function describeSignIn({ proof, hasSecondFactor, hasPasskey }: User): string {
  const t = words.texts.people.signIn;
  if (proof === "key") return t.key;
  const password = hasSecondFactor ? t.passwordAndCode : t.password;
  return hasPasskey ? t.orPasskey(password) : password;
}

/** For a phone that is lost; without it its owner signs in with the password alone, and sets up another. */
function LostDevice({ user, onReset }: { readonly user: User; readonly onReset: () => void }) {
  const t = words.texts.people.reset;
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <div class="stack">
      <p>{t.text(<strong>{user.name}</strong>)}</p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button
        kind="grave"
        onPress={async () => {
          const params = { userId: user.userId };
          await api.call("POST /v1/users/:userId/reset-second-factor", { params });
          toast(t.done(user.name));
          onReset();
        }}
        onProblem={setProblem}
      >
        {t.submit}
      </Button>
    </div>
  );
}

interface UserTableProps {
  readonly users: readonly User[];
  readonly onOpen: (open: Open) => void;
  readonly onChanged: () => void;
}

function UserTable({ users, ...acts }: UserTableProps) {
  const { actions, table: t, title } = words.texts.people;
  return (
    <div class="table-scroll">
      <table class="table cards">
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.roles}</th>
            <th scope="col">{t.signIn}</th>
            <th scope="col">{t.added}</th>
            <th scope="col">{t.lastActive}</th>
            <th scope="col">
              <span class="unseen">{actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <UserRow key={user.userId} user={user} {...acts} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function UserRow({ user, onOpen, onChanged }: Omit<UserTableProps, "users"> & { user: User }) {
  const { userId, name, roles, proof, isDisabled, createdMs, isConnected, lastActiveMs } = user;
  const { acts, roles: names, rolesBetween, table: t } = words.texts.people;
  const hasMore = user.hasSecondFactor || user.hasPasskey;
  const params = { userId };
  const isMe = me.value?.id === userId;
  const setDisabled = async (): Promise<void> => {
    const route = isDisabled ? "POST /v1/users/:userId/enable" : "POST /v1/users/:userId/disable";
    await api.call(route, { params });
    toast(isDisabled ? acts.enabled(name) : acts.disabled(name));
    onChanged();
  };
  return (
    <tr>
      <th scope="row" class="user-name">
        <div class="row user-who">
          <span class="two-lines" title={name}>
            {name}
          </span>
          {isDisabled ? <Status tone="wrong">{t.disabled}</Status> : null}
          {isMe ? <Status tone="plain">{t.you}</Status> : null}
        </div>
      </th>
      <td>{roles.map((role) => names[role]).join(rolesBetween)}</td>
      <td>
        {describeSignIn(user)}
        {user.formerKeyUntilMs === null ? null : (
          <span class="soft small">
            {" "}
            {t.formerKey(<Time timestampMs={user.formerKeyUntilMs} />)}
          </span>
        )}
      </td>
      <td class="user-since" data-name={t.since}>
        <Time timestampMs={createdMs} style="date" />
      </td>
      <td>
        {isConnected ? (
          <Status tone="sure">{t.connected}</Status>
        ) : lastActiveMs === null ? (
          <span class="soft">{t.notActive}</span>
        ) : (
          <span>{t.active(<Ago timestampMs={lastActiveMs} />)}</span>
        )}
      </td>
      <td>
        <div class="row user-acts">
          <Button kind="bare" onPress={() => onOpen({ kind: "roles", user })}>
            {acts.roles}
          </Button>
          {user.scopes === null ? null : (
            <Button kind="bare" onPress={() => onOpen({ kind: "scopes", user })}>
              {acts.scopes}
            </Button>
          )}
          {proof === "key" ? (
            <Button kind="bare" onPress={() => onOpen({ kind: "rotate", user })}>
              {acts.newKey}
            </Button>
          ) : null}
          {hasMore && !isMe ? (
            <Button kind="bare" onPress={() => onOpen({ kind: "reset", user })}>
              {acts.lostDevice}
            </Button>
          ) : null}
          <Button kind="bare" disabled={isMe} onPress={setDisabled} onProblem={toastProblem}>
            {isDisabled ? acts.enable : acts.disable}
          </Button>
        </div>
      </td>
    </tr>
  );
}
