/** Ways by which alerts reach people: signed webhooks, and mail. */
import { ANSWER_WITHIN_MS } from "@saunter/protocol/webhooks/webhook-limits";
import { hasTaken, postWebhook } from "@saunter/server/webhooks/post-webhook";
import { createTransport } from "nodemailer";
import type { AlertNotice, SendingChannel, SendOutcome } from "./send-alerts.ts";

export interface AlertWebhook {
  readonly url: string;
  readonly secret: string;
  /** Whose shops' alerts it gets; null: all. */
  readonly organisationId: string | null;
}

export interface AlertMail {
  readonly host: string;
  readonly port: number;
  readonly security: "tls" | "starttls" | "none";
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: string;
  readonly to: readonly { readonly address: string; readonly organisationId: string | null }[];
}

export interface AlertWays {
  readonly webhooks: readonly AlertWebhook[];
  readonly mail: AlertMail | null;
  /** Null: each alert is sent once. */
  readonly repeatMs: number | null;
}

export interface ChannelOptions {
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  /** Where the console is: without a slash at the end. */
  readonly publicUrl: string;
}

export const NO_WAYS: AlertWays = { webhooks: [], mail: null, repeatMs: null };

export function createAlertChannels(
  { mail, repeatMs, webhooks }: AlertWays,
  options: ChannelOptions,
): SendingChannel[] {
  return [
    ...webhooks.map((webhook) => createWebhookChannel(webhook, repeatMs, options)),
    ...(mail === null ? [] : createMailChannels(mail, repeatMs, options)),
  ];
}

function createWebhookChannel(
  { organisationId, secret, url }: AlertWebhook,
  repeatMs: number | null,
  { fetch, nowMs }: ChannelOptions,
): SendingChannel {
  return {
    ...{ channel: `webhook ${url}`, organisationId, repeatMs },
    send: async (notice) => {
      const answer = await postWebhook(
        { fetch, nowMs },
        {
          ...{ url, secrets: [secret], eventId: `alert/${notice.alertId}/${notice.what}` },
          body: JSON.stringify({ type: "chain-alert", ...notice }),
        },
      );
      return { isSent: hasTaken(answer), words: String(answer.status ?? answer.text) };
    },
  };
}

function createMailChannels(
  { from, host, login, port, security, to }: AlertMail,
  repeatMs: number | null,
  { publicUrl }: ChannelOptions,
): SendingChannel[] {
  const transport = createTransport({
    ...{ host, port, secure: security === "tls", requireTLS: security === "starttls" },
    ignoreTLS: security === "none",
    connectionTimeout: ANSWER_WITHIN_MS,
    greetingTimeout: ANSWER_WITHIN_MS,
    socketTimeout: ANSWER_WITHIN_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
  });
  return to.map(({ address, organisationId }) => ({
    ...{ channel: `mail ${address}`, organisationId, repeatMs },
    send: async (notice): Promise<SendOutcome> => {
      try {
        await transport.sendMail({
          ...{ from, to: { name: "", address }, ...writeMail(notice, publicUrl) },
          // Nobody's holiday answers (RFC 3834).
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { isSent: true, words: "sent" };
      } catch (error) {
        // A mail server writes addresses into its answers: its code is enough.
        const { code, responseCode } = error as { code?: string; responseCode?: number };
        return { isSent: false, words: `${code ?? "failed"} ${responseCode ?? ""}`.trim() };
      }
    },
  }));
}

/** Its subject and its text. */
export function writeMail(
  { endedMs, kind, message, raisedMs, shopName, what }: AlertNotice,
  publicUrl: string,
): { readonly subject: string; readonly text: string } {
  const place = (shopName ?? "Chain").replaceAll(/[\p{Cc}\s]+/gu, " ");
  const state = what === "reminder" ? "still open" : endedMs === null ? "raised" : "ended";
  const times = [
    `Raised: ${new Date(raisedMs).toISOString()}`,
    ...(endedMs === null ? [] : [`Ended: ${new Date(endedMs).toISOString()}`]),
  ];
  return {
    subject: `${place}: ${kind} (${state})`,
    text: `${message}\n\n${times.join("\n")}\n${publicUrl}/console/alerts\n`,
  };
}
