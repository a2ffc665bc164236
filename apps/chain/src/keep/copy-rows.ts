/**
 * PostgreSQL's COPY through `pg`, which has its messages and no streams for them. Rows go as text: one a line, each
 * value as its type writes it, to the letter.
 */
import { once } from "node:events";
import type { Socket } from "node:net";
import type { Bytes } from "@saunter/server/backup/backup-cipher";
import type pg from "pg";

/** As `pg` has it. */
interface CopyConnection {
  readonly stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/** What `pg` calls of a query while it runs. */
interface CopyQuery extends pg.Submittable {
  handleError(error: Error): void;
  handleReadyForQuery(): void;
  handleCommandComplete(): void;
  handleCopyInResponse(connection: CopyConnection): void;
  handleCopyData(message: { readonly chunk: Buffer }): void;
}

/** Given at once, so that few are. */
const BLOCK_BYTES = 256 * 1024;
/** Held where whoever reads is slower than the database. */
const HELD_BYTES_MAX = 4 * 1024 * 1024;

const nothing = (): void => {};

/** @param statement "COPY … TO STDOUT". Rejects with the database's error. */
export async function* copyOut(
  client: pg.ClientBase,
  statement: string,
): AsyncGenerator<Buffer, void> {
  let block: Buffer[] = [];
  let blockBytes = 0;
  let blocks: Buffer[] = [];
  let heldBytes = 0;
  let failure: Error | null = null;
  let hasEnded = false;
  let socket: Socket | null = null;
  let wake = Promise.withResolvers<void>();
  const closeBlock = (): void => {
    if (blockBytes > 0) blocks.push(Buffer.concat(block));
    block = [];
    blockBytes = 0;
    wake.resolve();
  };
  const query: CopyQuery = {
    submit: (connection) => {
      const { stream, query: send } = connection as unknown as CopyConnection;
      socket = stream;
      send.call(connection, statement);
    },
    handleCopyData: ({ chunk }) => {
      // The parser's own memory.
      block.push(Buffer.from(chunk));
      blockBytes += chunk.length;
      heldBytes += chunk.length;
      if (blockBytes >= BLOCK_BYTES) closeBlock();
      if (heldBytes > HELD_BYTES_MAX) socket!.pause();
    },
    handleCopyInResponse: (connection) => connection.sendCopyFail("nothing is copied in here"),
    handleCommandComplete: nothing,
    handleError: (error) => {
      failure = error;
      closeBlock();
    },
    handleReadyForQuery: () => {
      hasEnded = true;
      closeBlock();
    },
  };
  client.query(query);
  try {
    for (;;) {
      if (failure !== null) throw failure;
      const given = blocks;
      blocks = [];
      for (const one of given) {
        yield one;
        heldBytes -= one.length;
      }
      if (heldBytes <= HELD_BYTES_MAX) (socket as Socket | null)?.resume();
      if (hasEnded && blocks.length === 0) return;
      if (blocks.length > 0) continue;
      await wake.promise;
      wake = Promise.withResolvers();
    }
  } finally {
    // Whoever reads no further ends the connection, which has to hear of that.
    (socket as Socket | null)?.resume();
  }
}

/** @param statement "COPY … FROM STDIN". Rejects with the database's error, or with that of `rows`. */
export async function copyIn(client: pg.ClientBase, statement: string, rows: Bytes): Promise<void> {
  const ready = Promise.withResolvers<CopyConnection>();
  const ended = Promise.withResolvers<void>();
  let failure: Error | null = null;
  const query: CopyQuery = {
    submit: (connection) => (connection as unknown as CopyConnection).query(statement),
    handleCopyInResponse: ready.resolve,
    handleCopyData: nothing,
    handleCommandComplete: nothing,
    handleError: (error) => {
      failure = error;
      ready.reject(error);
      ended.reject(error);
    },
    handleReadyForQuery: () => ended.resolve(),
  };
  // It is waited for below, whichever comes first.
  ended.promise.catch(nothing);
  client.query(query);
  const connection = await ready.promise;
  try {
    for await (const chunk of rows) {
      if (failure !== null) break;
      connection.sendCopyFromChunk(chunk);
      if (connection.stream.writableNeedDrain) {
        await Promise.race([once(connection.stream, "drain"), ended.promise]);
      }
    }
  } catch (error) {
    connection.sendCopyFail("what was to be copied ended early");
    await ended.promise.catch(nothing);
    throw failure ?? error;
  }
  if (failure === null) connection.endCopyFrom();
  await ended.promise;
}
