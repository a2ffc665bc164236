/** A camera that shows pictures over HTTP to who knows its password, as many do. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeVideo } from "./ffmpeg-fixture.ts";

export interface HttpCamera {
  /** @param user "name:password@" */
  makeUrl(user: string, path?: string): string;
  /** Cuts all streams. */
  cut(): void;
  close(): Promise<void>;
}

export const HTTP_USER = "admin:hunter2";

export async function startHttpCamera(): Promise<HttpCamera> {
  const parts = drawPictures();
  const answers = new Set<ServerResponse>();
  const server = createServer(({ url, headers }, answer) => {
    const isKnown = headers.authorization === `Basic ${btoa(HTTP_USER)}`;
    if (url !== "/live") answer.writeHead(404).end();
    else if (!isKnown) answer.writeHead(401, { "www-authenticate": 'Basic realm="camera"' }).end();
    else {
      answers.add(answer);
      answer.on("close", () => answers.delete(answer));
      show(answer, parts);
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    makeUrl: (user, path = "/live") => `http://${user}127.0.0.1:${port}${path}`,
    cut: () => {
      for (const answer of answers) answer.destroy();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function drawPictures(): Buffer[] {
  const folder = mkdtempSync(join(tmpdir(), "saunter-camera-"));
  makeVideo("testsrc2=size=320x180:rate=20:duration=1", join(folder, "%d.jpg"));
  const parts = Array.from({ length: 20 }, (_, at) => readFileSync(join(folder, `${at + 1}.jpg`)));
  rmSync(folder, { recursive: true });
  return parts;
}

/** One picture in 50 ms. */
function show(answer: ServerResponse, parts: readonly Buffer[]): void {
  answer.writeHead(200, { "content-type": "multipart/x-mixed-replace; boundary=frame" });
  let at = 0;
  const timer = setInterval(() => {
    const jpeg = parts[at++ % parts.length]!;
    answer.write(`--frame\r\ncontent-type: image/jpeg\r\ncontent-length: ${jpeg.length}\r\n\r\n`);
    answer.write(jpeg);
    answer.write("\r\n");
  }, 50);
  answer.on("close", () => clearInterval(timer));
}
