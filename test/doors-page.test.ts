/** docs/doors.md: its configurations load, and its messages are what the shop takes and sends. */
import { readFileSync } from "node:fs";
import {
  ACKNOWLEDGE_MS_MAX,
  COMMAND_VALID_MS,
  STUCK_AFTER_MS,
} from "@saunter/ingest/gates/gate-limits";
import { parseHttpPreset } from "@saunter/ingest/gates/gate-preset";
import { GATE_PRESETS } from "@saunter/ingest/gates/shipped-presets";
import { GATE_REPORT } from "@saunter/protocol/devices/gate-messages";
import { GATE_FAULT_KINDS } from "@saunter/protocol/http/gate-device-routes";
import { GOODS_LINES, LEAST_LINES, listProblems } from "@saunter/shop/config/config-fixture";
import { READER_LOOK_EVERY_MS } from "@saunter/shop/entry/entry-limits";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";

const PAGE = readFileSync(new URL("../docs/doors.md", import.meta.url), "utf8");
const listBlocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, text]) => text!,
  );

const SOURCE = `source:
  kind: sensors
  devices:
    - { id: scale-1, gondola: 1, channels: [{ shelf: 1, plates: 1 }] }
`;
const ENVIRONMENT = { STRIPE_KEY: "sk_test_1", STRIPE_WEBHOOK: "whsec_1" };

describe("the page on doors", () => {
  it.each(listBlocks("yaml"))("has an example that a shop takes: %s", (example) => {
    const entry = /^entry:/m.test(example) ? "" : "entry: { methods: { qr: {} } }\n";
    const rest = LEAST_LINES.replace("source: { kind: simulated }\n", SOURCE + GOODS_LINES);
    const text = /^payment:/m.test(example) ? rest.replace(/^payment: .*\n/m, "") : rest;
    const problems = listProblems(text + entry + example, { environment: ENVIRONMENT });
    expect(problems).toEqual([]);
  });

  it("has a preset of one's own, a command and reports as they are", () => {
    const [preset, command, reports] = listBlocks("json").map((text) => JSON.parse(text));
    expect(parseHttpPreset(JSON.stringify(preset)).open.method).toBe("POST");
    expect(command).toMatchObject({ validMs: COMMAND_VALID_MS, direction: "in" });
    const checked = Compile(GATE_REPORT);
    const kinds = (reports as { kind: string; text?: string; commandId?: string }[]).map(
      (report) => {
        const whole = JSON.stringify(report).replaceAll("…", "");
        expect(checked.Check(JSON.parse(whole)), whole).toBe(true);
        return report.kind;
      },
    );
    expect(kinds).toEqual(["acknowledged", "state", "passage", "code"]);
  });

  it("names every preset and every fault, and the times that it gives are the program's", () => {
    for (const name of Object.values(GATE_PRESETS).flat()) expect(PAGE).toContain(`\`${name}\``);
    for (const kind of GATE_FAULT_KINDS) expect(PAGE).toContain(kind);
    expect(PAGE).toContain(`tries for ${COMMAND_VALID_MS / 1000} s`);
    expect(PAGE).toContain(`within ${ACKNOWLEDGE_MS_MAX / 1000} s`);
    expect(PAGE).toContain(`open ${STUCK_AFTER_MS / 1000} s longer`);
    expect(PAGE).toContain(`every ${READER_LOOK_EVERY_MS / 1000} s`);
  });
});
