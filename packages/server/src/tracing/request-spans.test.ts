import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fastify from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { findTracer } from "./find-tracer.ts";
import { addRequestSpans } from "./request-spans.ts";
import { createKeptSpans } from "./spans-fixture.ts";

const kept = createKeptSpans();
afterEach(() => {
  kept.unregister();
  kept.spans.length = 0;
});

describe("without an SDK", () => {
  it("no tracer is found", () => {
    expect(findTracer()).toBeNull();
  });
});

describe("with one that is loaded first", () => {
  it("a tracer is found", () => {
    kept.register();
    expect(findTracer()).toBe(kept.tracer);
  });

  it("a tracer is found in a process that begins with it", () => {
    const api = import.meta.resolve("@opentelemetry/api");
    const sdk = `import { trace } from ${JSON.stringify(api)};
      trace.setGlobalTracerProvider({ getTracer: (name) => ({ name }) });`;
    const own = new URL("find-tracer.ts", import.meta.url).href;
    const program = `import { findTracer } from ${JSON.stringify(own)}; console.log(findTracer()?.name);`;
    const load = (...options: string[]): string => {
      const args = [...options, "--input-type=module", "--eval", program];
      const cwd = fileURLToPath(new URL(".", import.meta.url));
      return spawnSync(process.execPath, args, { cwd, encoding: "utf8" }).stdout.trim();
    };
    expect(load()).toBe("undefined");
    expect(load("--import", `data:text/javascript,${encodeURIComponent(sdk)}`)).toBe("saunter");
  });

  it("requests are spans by their routes, without ids and without what callers say of theirs", async () => {
    const app = fastify();
    addRequestSpans(app, kept.tracer);
    app.get("/v1/visits/:visitId", async () => ({}));
    app.get("/v1/broken", async () => {
      throw new Error("broken");
    });
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    await app.inject({ url: "/v1/visits/6019394533255319?token=secret", headers: { traceparent } });
    await app.inject("/v1/broken");
    await app.inject("/nothing/6019394533255319");
    expect(
      kept.spans.map(({ name, attributes, isFailed }) => [
        name,
        attributes["http.response.status_code"],
        isFailed,
      ]),
    ).toEqual([
      ["GET /v1/visits/:visitId", 200, false],
      ["GET /v1/broken", 500, true],
      ["GET none", 404, false],
    ]);
    const told = kept.spans.map(({ name, attributes, links }) => ({ name, attributes, links }));
    expect(JSON.stringify(told)).not.toMatch(/6019394533255319|secret/);
    expect(kept.spans.map(({ parentId }) => parentId)).toEqual([null, null, null]);
    expect(kept.spans.map(({ context }) => context.traceId)).not.toContain("a".repeat(32));
    expect(kept.spans.every(({ isEnded }) => isEnded)).toBe(true);
    await app.close();
  });
});
