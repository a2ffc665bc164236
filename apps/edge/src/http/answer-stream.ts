/** Answers that go on until somebody goes: server-sent events. */
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/**
 * @param closing given when the process closes
 * @param follow makes the messages, until its signal is given
 */
export function answerStream(
  reply: FastifyReply,
  closing: AbortSignal,
  follow: (signal: AbortSignal) => AsyncIterable<string>,
): FastifyReply {
  const gone = new AbortController();
  reply.raw.on("close", () => gone.abort());
  const messages = follow(AbortSignal.any([gone.signal, closing]));
  reply.type("text/event-stream").header("x-accel-buffering", "no");
  return reply.send(Readable.from(messages));
}
