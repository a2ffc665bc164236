import type { FastifyReply } from "fastify";
import { ProblemError } from "../../http/problem.ts";
import { FilesBusyError } from "../../receipts/file-thread.ts";
import { REPORT_RETRY_AFTER_S } from "../../sales/sales-limits.ts";

/** Answers with a file to be kept, once it has been made. */
export async function answerReport(
  reply: FastifyReply,
  rendering: Promise<Uint8Array>,
  { type, name }: { readonly type: string; readonly name: string },
): Promise<FastifyReply> {
  try {
    const bytes = await rendering;
    return reply
      .type(type)
      .header("content-disposition", `attachment; filename="${name}"`)
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (!(error instanceof FilesBusyError)) throw error;
    reply.header("retry-after", String(REPORT_RETRY_AFTER_S));
    throw new ProblemError("reports-busy", error.message);
  }
}
