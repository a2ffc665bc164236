/**
 * People and programs who ask the process over HTTP, through a network that loses requests and
 * answers. A client without an answer retries with the same key, with whatever process runs then.
 */
import type { JournalEvent } from "@saunter/commerce/events";
import type { Act, Answer } from "./act-log.ts";
import { sleep } from "./outsiders.ts";
import { PASSWORD, USERS, type UserName } from "./torture-template.ts";
import type { Session, World } from "./world.ts";

export interface Wish {
  readonly path: string;
  readonly body?: unknown;
}

/** Whoever asks: by name where they are known to the shop, else anybody. */
export type Asker = UserName | "anybody";

const PATIENCE_MS = 15_000;
const LATENCY_MS_MIN = 2;
const LATENCY_MS_MAX = 300;
const LOST_BEFORE = 0.04;
const LOST_AFTER = 0.06;
/** Sent twice at once, as a browser does whose reader is impatient. */
const DOUBLED = 0.04;
/** Sent once more though it has been answered. */
const REPEATED = 0.1;
const TRIES_MAX = 500;

/** Does something once, however often it has to be asked for. Returns what was answered. */
export async function ask(
  world: World,
  asker: Asker,
  wish: Wish,
  effect: JournalEvent["type"],
): Promise<Answer> {
  const key = `key-${world.nextNumber()}`;
  const act = world.acts.begin(key, effect, `${asker}: POST ${wish.path}`);
  const send = (): Promise<Answer> => insist(world, asker, wish, act);
  act.answer = await send();
  if (world.kernel.random.chance(REPEATED)) {
    const again = await send();
    if (describe(again) !== describe(act.answer)) {
      throw new Error(`${act.words} (${key}): ${describe(act.answer)}, then ${describe(again)}`);
    }
  }
  return act.answer;
}

/** What has to be the same each time; words of a refusal may tell of the time. */
function describe({ status, body }: Answer): string {
  if (status < 300) return `${status} ${JSON.stringify(body)}`;
  return `${status} ${(body as { type?: string } | null)?.type}`;
}

async function insist(world: World, asker: Asker, wish: Wish, act: Act): Promise<Answer> {
  const { kernel } = world;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const headers = { ...(await identify(world, asker)), "idempotency-key": act.key };
    const copies = kernel.random.chance(DOUBLED) ? 2 : 1;
    const sent = Array.from({ length: copies }, () => send(world, asker, wish, headers, act));
    const [answer] = (await Promise.all(sent)).filter((one) => one !== null);
    if (answer === undefined) await sleep(kernel, kernel.random.uniform(500, 20_000));
    else if (answer.status === 401) world.sessions.delete(asker);
    else return answer;
  }
  throw new Error(`${act.words} has no answer after ${TRIES_MAX} tries`);
}

/** One request; null where no answer has come. An answer that blames the process is a fault. */
async function send(
  world: World,
  asker: Asker,
  { path, body }: Wish,
  headers: Readonly<Record<string, string>>,
  act: Act | null,
): Promise<Answer | null> {
  const { kernel, hasFaults } = world;
  const { random } = kernel;
  await sleep(kernel, random.integer(LATENCY_MS_MIN, LATENCY_MS_MAX));
  const { life } = world;
  if (life === null || (hasFaults && random.chance(LOST_BEFORE))) return null;
  // What `inject` returns begins when somebody waits for it.
  const inject = async () =>
    await life.app!.inject({
      method: "POST",
      url: `/v1${path}`,
      headers,
      remoteAddress: ADDRESSES[asker],
      ...(body === undefined ? {} : { payload: body as object }),
    });
  const response = await Promise.race([
    act === null ? inject() : world.acts.during(act, inject),
    life.ended,
    sleep(kernel, PATIENCE_MS).then(() => null),
  ]);
  if (response === null || (hasFaults && random.chance(LOST_AFTER))) return null;
  const { statusCode: status, payload } = response;
  if (status >= 500 && world.disk.isFailing()) return null;
  // 503 is a refusal that has its reason.
  if (status >= 500 && status !== 503)
    throw new Error(`POST ${path} was answered ${status}: ${payload}`);
  return { status, body: payload === "" ? null : JSON.parse(payload) };
}

/** Sign-ins are counted by address. */
const ADDRESSES = Object.fromEntries(
  [...Object.keys(USERS), "anybody"].map((name, at) => [name, `10.0.1.${at + 1}`]),
) as Readonly<Record<Asker, string>>;

async function identify(world: World, asker: Asker): Promise<Record<string, string>> {
  if (asker === "anybody") return {};
  const { key } = USERS[asker];
  if (key !== null) return { authorization: `Bearer ${key}` };
  // One after the other: what threads do for two at once comes back in any order.
  const session = await world.oneAtATime(() => openSession(world, asker));
  return { authorization: `Bearer ${session.accessToken}` };
}

async function openSession(world: World, name: UserName): Promise<Session> {
  const { kernel, sessions } = world;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const known = sessions.get(name);
    if (known !== undefined && kernel.nowMs() < known.accessExpiresMs) return known;
    const answer =
      known === undefined
        ? await send(world, name, signIn(name), {}, null)
        : await send(world, name, refresh(known), {}, null);
    if (answer === null) {
      // Whether the token has been used nobody knows; an old one would end the session.
      sessions.delete(name);
      await sleep(kernel, kernel.random.uniform(500, 20_000));
    } else if (answer.status === 200) sessions.set(name, answer.body as Session);
    else if (known !== undefined && answer.status === 401) sessions.delete(name);
    else throw new Error(`${name} cannot sign in: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  throw new Error(`${name} has no answer after ${TRIES_MAX} tries to sign in`);
}

function signIn(name: UserName): Wish {
  return { path: "/sign-in", body: { name, password: PASSWORD, carrier: "token" } };
}

function refresh({ refreshToken }: Session): Wish {
  return { path: "/refresh", body: { refreshToken } };
}
