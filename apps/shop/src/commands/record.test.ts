import type { AddressInfo } from "node:net";
import { Secret } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSecurityEvents } from "../capabilities/security/security-events-fixture.ts";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { createHttpFixture, type HttpFixture, PASSWORD } from "../http/http-fixture.ts";
import { makeTotpCode } from "../people/totp.ts";
import { addRecordCommand } from "./record.ts";

describe("saunter record", () => {
  let fixture: HttpFixture;
  let url = "";
  beforeAll(async () => {
    fixture = await createHttpFixture();
    await fixture.app.listen({ host: "127.0.0.1", port: 0 });
    url = `http://127.0.0.1:${(fixture.app.server.address() as AddressInfo).port}/`;
  });
  afterAll(() => fixture.close());

  async function run(args: readonly string[], ...typed: string[]) {
    const { err, io, out } = createCapturedIo();
    const prompts: string[] = [];
    const take = async () => typed.shift() ?? "";
    const given = args.includes("--user") ? args : [...args, "--user", "operator"];
    const code = await runCommandLine(
      ["record", ...given, ...(args.includes("--shop") ? [] : ["--shop", url])],
      "1.2.3",
      io,
      (program) =>
        addRecordCommand(program, {
          io,
          fetch,
          ask: (prompt) => {
            prompts.push(prompt);
            return take();
          },
          readPasswordLine: take,
        }),
    );
    return { code, out: out(), err: err(), prompts };
  }

  const listKinds = () =>
    readSecurityEvents(fixture.store)
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith("user.signed-"));

  it("starts, shows and stops a recording, and signs out each time", async () => {
    const before = listKinds().length;
    expect((await run(["status"], PASSWORD)).out).toBe("No recording is running.\n");
    const started = await run(["start", "--minutes", "30"], PASSWORD);
    expect(started).toMatchObject({ code: 0, err: "", prompts: ["Password: "] });
    expect(started.out).toMatch(
      /^Recording to \/.*\/recordings\/2026-03-02T09-00-00Z, until 2026-03-02T09:30:00Z at the latest; 0\.0 MB so far\.\n$/,
    );
    const again = await run(["start", "--password-stdin"], PASSWORD);
    expect(again).toMatchObject({ code: 0, out: started.out, prompts: [] });
    const stopped = await run(["stop"], PASSWORD);
    expect(stopped.out).toMatch(/^No recording is running\. .*: it was stopped\.\n.*Z\n$/);
    expect((await run(["status"], PASSWORD)).out).toBe(stopped.out);
    const each = ["user.signed-in", "user.signed-out"];
    expect(listKinds().slice(before)).toEqual(Array.from({ length: 5 }, () => each).flat());
  });

  it("says why it cannot", async () => {
    const wrong = await run(["start"], "tin rain moss kettle");
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("password")]);
    const reviewer = await run(["start", "--user", "reviewer"], PASSWORD);
    expect([reviewer.code, reviewer.err]).toEqual([
      1,
      expect.stringContaining("Your role does not allow this"),
    ]);
    const nowhere = await run(["start", "--shop", "http://127.0.0.1:1"], PASSWORD);
    expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining("No shop answers at")]);
    expect((await run(["start", "--minutes", "241"], PASSWORD)).code).toBe(2);
  });

  it("asks for the code of an authenticator app", async () => {
    const headers = { authorization: `Bearer ${fixture.tokens.operator}` };
    const post = async (path: string, payload: object) => {
      const key = { "idempotency-key": path };
      const answer = await fixture.app.inject({
        method: "POST",
        url: path,
        headers: { ...headers, ...key },
        payload,
      });
      expect(answer.statusCode, answer.body).toBeLessThan(300);
      return answer.json();
    };
    const { secret } = await post("/v1/me/second-factor/begin", {});
    const makeCode = (aheadMs: number) =>
      makeTotpCode(Secret.fromBase32(secret).bytes, fixture.clock.nowMs + aheadMs);
    await post("/v1/me/second-factor/confirm", { code: makeCode(-30_000) });
    const { code, out, prompts } = await run(["status"], PASSWORD, makeCode(0));
    expect([code, prompts]).toEqual([0, ["Password: ", "Code of the authenticator app: "]]);
    expect(out).toContain("No recording is running.");
  });
});
