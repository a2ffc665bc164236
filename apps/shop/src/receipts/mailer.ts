/**
 * Sends what stands in the outbox. The outbox is the caller's: a row stays there until it is sent
 * or given up. A row may be sent twice where the process or the connection ends between the mail
 * server's yes and our knowing of it; both copies then have the same Message-ID. What goes wrong is
 * told by a code: mail servers write addresses into their answers, so these go nowhere.
 */
import { createTransport } from "nodemailer";
import type { MailConfig } from "../config/shop-config.ts";
import { RECEIPT_LIMITS } from "./receipt-limits.ts";

export interface MailMessage {
  readonly subject: string;
  readonly text: string;
  /** Null: the text alone. */
  readonly html: string | null;
  readonly attachment: {
    readonly fileName: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
  } | null;
  /** An image within the HTML, as `cid:` and its name; left out: none. */
  readonly image?: {
    readonly name: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
  };
}

/** A row of the outbox. */
export interface MailRow {
  /** Unique for ever: letters, digits, "-" and "_". It is the Message-ID's first half. */
  readonly mailId: string;
  /** One address, without a name. */
  readonly to: string;
  readonly createdMs: number;
  /** How often it has been tried before. */
  readonly tries: number;
  readonly message: MailMessage;
}

/**
 * `code` is "smtp-" with the server's number, or one of "connection", "sign-in", "tls",
 * "address-invalid", "message" (nothing that this server could take).
 */
export type MailOutcome =
  | { readonly kind: "sent" }
  | { readonly kind: "retry-later"; readonly afterMs: number; readonly code: string }
  | { readonly kind: "gave-up"; readonly code: string };

export interface Mailer {
  /** Never throws for what a server says or does not say. Throws on a message that is none. */
  readonly sendMail: (row: MailRow) => Promise<MailOutcome>;
  readonly close: () => void;
}

interface Fault {
  readonly code: string;
  readonly isLasting: boolean;
}

/** A mailer of a shop. It does not connect before there is something to send. */
export function createMailer(config: MailConfig): Mailer {
  const { host, port, security, login, from } = config;
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    connectionTimeout: RECEIPT_LIMITS.mailConnectMs,
    greetingTimeout: RECEIPT_LIMITS.mailGreetMs,
    socketTimeout: RECEIPT_LIMITS.mailIdleMs,
    // Nothing in a message makes this process read files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(login && { auth: { user: login.user.reveal(), pass: login.password.reveal() } }),
  });
  return {
    sendMail: async (row) => {
      if (!isOneAddress(row.to)) return { kind: "gave-up", code: "address-invalid" };
      const mail = composeMail(row, from);
      try {
        await transport.sendMail(mail);
        return { kind: "sent" };
      } catch (error) {
        return decideFurther(readFault(error), row.tries);
      }
    },
    close: () => transport.close(),
  };
}

/** The Message-ID's second half is the sender's domain. */
function composeMail({ mailId, to, createdMs, message }: MailRow, from: string) {
  if (!/^[\w-]+$/.test(mailId)) throw new Error("broken invariant: a mail's id is a word");
  const { subject, text, html, attachment, image } = message;
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? "localhost";
  return {
    from,
    // As an object it is one address, whatever stands in it.
    to: { name: "", address: to },
    subject,
    text,
    ...(html === null ? {} : { html }),
    date: new Date(createdMs),
    messageId: `<${mailId}@${domain}>`,
    // Nobody's holiday answers (RFC 3834).
    headers: { "Auto-Submitted": "auto-generated" },
    attachments: [
      ...(attachment === null
        ? []
        : [
            {
              filename: attachment.fileName,
              contentType: attachment.contentType,
              content: Buffer.from(attachment.bytes),
            },
          ]),
      ...(image === undefined
        ? []
        : [
            {
              cid: image.name,
              filename: image.name,
              contentType: image.contentType,
              contentDisposition: "inline" as const,
              content: Buffer.from(image.bytes),
            },
          ]),
    ],
  };
}

/** Whether a text is one address and no list, name or header. */
function isOneAddress(text: string): boolean {
  return (
    text.length <= RECEIPT_LIMITS.addressCharsMax &&
    /^[^\s<>()[\]\\,;:"@\p{Cc}]+@[^\s<>()[\]\\,;:"@\p{Cc}]+$/u.test(text)
  );
}

function decideFurther({ code, isLasting }: Fault, tries: number): MailOutcome {
  const afterMs = RECEIPT_LIMITS.mailRetryAfterMs[tries];
  if (isLasting || afterMs === undefined) return { kind: "gave-up", code };
  return { kind: "retry-later", afterMs, code };
}

/**
 * What a failure means. Only a refusal of this very message (5yz on the envelope or the data)
 * lasts; a wrong password or certificate is corrected by the operator, and the mail then goes
 * through.
 */
function readFault(error: unknown): Fault {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  if (!(error instanceof Error) || typeof code !== "string") {
    // The cause is not attached: its message may hold an address.
    throw new Error("a mail failed in a way that no mail server causes");
  }
  if (code === "EAUTH" || code === "ENOAUTH") return { code: "sign-in", isLasting: false };
  if (code === "ETLS") return { code: "tls", isLasting: false };
  const isOfMessage = code === "EENVELOPE" || code === "EMESSAGE";
  if (typeof responseCode === "number") {
    return { code: `smtp-${responseCode}`, isLasting: isOfMessage && responseCode >= 500 };
  }
  return { code: isOfMessage ? "message" : "connection", isLasting: isOfMessage };
}
