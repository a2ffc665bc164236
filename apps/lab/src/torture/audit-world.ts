/** Audits a whole world: the books, and what people and programs outside received. */
import { auditBooks, createFindings } from "@saunter/shop/testing/audit";
import type { Findings } from "@saunter/shop/testing/findings";
import { listBooks } from "@saunter/sim/payments/provider";
import { auditActs, auditMails, createWebhookAudit } from "./audit-outside.ts";
import type { World } from "./world.ts";

/** Requires a world at rest: calls, notices and deliveries have all finished. */
export async function auditWorld(world: World): Promise<Findings> {
  const { provider, acknowledged, receiver, mailServer, config, isOverHttp } = world;
  const { store } = (await world.whenServing()).shop;
  const { findings, find } = createFindings();
  const wanted = isOverHttp ? (config.webhooks[0]?.events ?? []) : [];
  const auditWebhook = createWebhookAudit(store, receiver, wanted, find);
  auditBooks(store, listBooks(provider), acknowledged, find, auditWebhook);
  auditActs(store, world.acts.acts, find);
  for (const words of world.lostCarts) find("lost", words);
  if (isOverHttp && config.mail !== null) auditMails(store, mailServer, find);
  return findings;
}
