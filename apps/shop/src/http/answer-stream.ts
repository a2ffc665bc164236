/** Answers that go on until somebody goes: server-sent events. */
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { HttpContext } from "./http-context.ts";

/** `follow` makes the messages, until its signal is given. Throws `streams-too-many`. */
export async function answerStream(
  { closing, streams }: HttpContext,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  follow: (signal: AbortSignal) => AsyncIterable<string>,
): Promise<FastifyReply> {
  const ended = await streams.begin(request, reply.raw);
  const messages = follow(AbortSignal.any([ended, closing]));
  reply.type("text/event-stream").header("x-accel-buffering", "no");
  return reply.send(Readable.from(messages));
}
