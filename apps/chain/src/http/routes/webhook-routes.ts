import {
  GET_WEBHOOK_DELIVERIES,
  GET_WEBHOOKS,
  POST_WEBHOOK_REMOVE,
  POST_WEBHOOK_RESEND,
  POST_WEBHOOK_ROTATE,
  POST_WEBHOOK_STATE,
  POST_WEBHOOK_TEST,
  POST_WEBHOOKS,
} from "@saunter/protocol/chain/http/webhook-routes";
import { isPublicUrl } from "@saunter/server/network/guarded-fetch";
import { asProcess, isScopeWithin } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { listDeliveries } from "../../webhooks/list-deliveries.ts";
import {
  addSubscription,
  type Keeper,
  listSubscriptions,
  redeliverDead,
  removeSubscription,
  rotateSecret,
  setEnabled,
} from "../../webhooks/subscriptions.ts";
import { sendTest } from "../../webhooks/webhook-sender.ts";
import { addScoped, addStepped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound, ProblemError } from "../problem.ts";

/**
 * They are of the whole chain: whoever may add one chooses an address that the process sends to, and reads the
 * beginning of what it answers.
 */
export function addWebhookRoutes(context: HttpContext): void {
  const { allowPrivateWebhooks, db, fetch, nowMs, sealingKeys: keys } = context.options;
  const keep = (tx: ChainTransaction): Keeper => ({ db: tx, keys, nowMs });
  const require = async (tx: ChainTransaction, subscriptionId: string) => {
    const all = await asProcess(tx, () => listSubscriptions({ db: tx, nowMs }, null));
    const one = all.find((subscription) => subscription.subscriptionId === subscriptionId);
    if (one === undefined) throw notFound();
    return one;
  };
  const objectOf = (id: string) => ({ kind: "webhook", id }) as const;

  addScoped(context, GET_WEBHOOKS, async ({ tx }) => ({
    items: await asProcess(tx, () => listSubscriptions({ db: tx, nowMs }, null)),
  }));

  addScoped(context, POST_WEBHOOKS, async ({ tx, reach, body, reply, note }) => {
    const { url, eventTypes, organisationId } = body;
    if (!(allowPrivateWebhooks ? isAddress(url) : isPublicUrl(url))) {
      throw new ProblemError("input-invalid", allowPrivateWebhooks ? OF_ADDRESS : OF_PUBLIC);
    }
    const scope = { kind: "organisation", id: organisationId } as const;
    if (organisationId !== null && !(await isScopeWithin(tx, reach, scope))) throw notFound();
    const added = await asProcess(tx, () =>
      addSubscription(keep(tx), { url, eventTypes: eventTypes as string[], organisationId }),
    );
    await note("webhook-added", {
      object: objectOf(added.subscriptionId),
      changes: toNew({ host: findHost(url), eventTypes, organisationId }),
    });
    reply.status(201);
    return added;
  });

  addScoped(context, POST_WEBHOOK_ROTATE, async ({ tx, params, note }) => {
    const { subscriptionId } = params;
    await require(tx, subscriptionId);
    const rotated = await asProcess(tx, () => rotateSecret(keep(tx), subscriptionId));
    await note("webhook-rotated", { object: objectOf(subscriptionId) });
    return rotated;
  });

  addScoped(context, POST_WEBHOOK_STATE, async ({ tx, params, body, reply, note }) => {
    const { subscriptionId } = params;
    const { isEnabled: before } = await require(tx, subscriptionId);
    const { isEnabled } = body;
    await asProcess(tx, () => setEnabled(tx, subscriptionId, isEnabled));
    const changes = { isEnabled: { before, after: isEnabled } };
    await note("webhook-changed", { object: objectOf(subscriptionId), changes });
    reply.status(204);
  });

  addStepped(context, POST_WEBHOOK_TEST, async ({ params, step }) => {
    const { subscriptionId } = params;
    await step(async (tx, note) => {
      await require(tx, subscriptionId);
      await note("webhook-tested", { object: objectOf(subscriptionId) });
    });
    // No transaction waits for a receiver that takes its time.
    return sendTest({ db, keys, nowMs, fetch }, subscriptionId);
  });

  addScoped(context, POST_WEBHOOK_RESEND, async ({ tx, params, note }) => {
    const { subscriptionId } = params;
    await require(tx, subscriptionId);
    const count = await asProcess(tx, () => redeliverDead(tx, subscriptionId));
    const changes = toNew({ count });
    await note("webhook-resent", { object: objectOf(subscriptionId), changes });
    return { count };
  });

  addScoped(context, POST_WEBHOOK_REMOVE, async ({ tx, params, reply, note }) => {
    const { subscriptionId } = params;
    const { url } = await require(tx, subscriptionId);
    await asProcess(tx, () => removeSubscription(tx, subscriptionId));
    const changes = { host: { before: findHost(url), after: null } };
    await note("webhook-removed", { object: objectOf(subscriptionId), changes });
    reply.status(204);
  });

  addScoped(context, GET_WEBHOOK_DELIVERIES, async ({ tx, params }) => {
    const { subscriptionId } = params;
    await require(tx, subscriptionId);
    return { items: await listDeliveries(tx, subscriptionId) };
  });
}

/** For the trail, which others read: the path may be a secret. */
const findHost = (url: string): string => new URL(url).host;

const OF_ADDRESS = "the url must be https or http, without a name or password in it";
const OF_PUBLIC =
  "the url must be https and lead to the internet, without a name or password in it; `webhooks: { allowPrivate: true }` " +
  "in the chain's configuration allows addresses of its own network";

/** One with a name or password is requested by nothing. */
function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return ["https:", "http:"].includes(protocol) && username === "" && password === "";
}
