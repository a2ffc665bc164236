import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";

describe("the notice", () => {
  const api = startApi();
  const languageOf = async (query: string, headers = {}) =>
    (await api.get(`/v1/notice${query}`, { headers })).body.language;

  it("is there for anybody, in the language that they ask for", async () => {
    expect(await languageOf("?locale=de-CH")).toBe("de");
    expect(await languageOf("", { "accept-language": "ar,en;q=0.5" })).toBe("ar");
    expect(await languageOf("?locale=de", { "accept-language": "ar" })).toBe("de");
    expect(await languageOf("")).toBe("en-GB");
    expect(await languageOf("?locale=nonsense!")).toBe("en-GB");
    const { body } = await api.get("/v1/notice");
    expect(body.sentences.length).toBeGreaterThan(2);
    expect(body.kept.map(({ kind }: { kind: string }) => kind)).toContain("passkey");
    expect((await api.get(`/v1/notice?locale=${"x".repeat(36)}`)).body.code).toBe("input-invalid");
  });

  it("is printed as a sign that fetches nothing", async () => {
    const { text, headers } = await api.get("/v1/notice/sign?locale=ar");
    expect(text).toContain('<html lang="ar" dir="rtl">');
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect((await api.get(`/v1/notice/sign?locale=${"x".repeat(36)}`)).status).toBe(400);
  });
});
