import type { ChainConfig } from "./chain-config.ts";
import { noteAt } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import type { FiscalConfig } from "./fiscal-config.ts";
import type { MailConfig, WebhookConfig } from "./shop-config.ts";
import { type LookupContext, takeSecret } from "./take-secret.ts";

export function makeMail(
  { from, smtp }: NonNullable<Settings["mail"]>,
  context: LookupContext,
): MailConfig {
  const { host, port, security, userEnv, passwordEnv } = smtp;
  if ((userEnv === undefined) !== (passwordEnv === undefined)) {
    const missing = userEnv === undefined ? "userEnv" : "passwordEnv";
    noteAt(context, smtp, missing, "a user and a password come together, or neither");
  }
  const login =
    userEnv === undefined || passwordEnv === undefined
      ? null
      : {
          user: takeSecret(smtp, "userEnv", userEnv, context),
          password: takeSecret(smtp, "passwordEnv", passwordEnv, context),
        };
  return { from, host, port, security, login };
}

export function makeWebhooks(
  webhooks: Settings["webhooks"],
  context: LookupContext,
): WebhookConfig[] {
  return webhooks.map((webhook) => ({
    url: webhook.url,
    secret: takeSecret(webhook, "secretEnv", webhook.secretEnv, context),
    events: webhook.events,
  }));
}

export function makeChain(
  chain: NonNullable<Settings["chain"]>,
  context: LookupContext,
): ChainConfig {
  const { server, shard, credentialsEnv, reviewers: hasReviewers, releaseKey = null } = chain;
  const credentials =
    credentialsEnv === undefined
      ? null
      : takeSecret(chain, "credentialsEnv", credentialsEnv, context);
  return { server, shard, credentials, hasReviewers, releaseKey };
}

export function makeFiscal(
  fiscal: NonNullable<Settings["fiscal"]>,
  context: LookupContext,
): FiscalConfig {
  const { secretEnv, url } = fiscal;
  const secret =
    secretEnv === undefined ? null : takeSecret(fiscal, "secretEnv", secretEnv, context);
  return { url, secret };
}
