/**
 * What a gate's controller is told and what it reports, over MQTT and HTTP alike. Topics, below the shop's prefix:
 *
 *     <prefix>/gates/<gate>/open      commands to the controller; never retained
 *     <prefix>/gates/<gate>/reports   its reports
 */
import Type, { type Static } from "typebox";

export const GATE_LIMITS = {
  idCharsMax: 64,
  /** Of a code that a reader has read. */
  codeCharsMax: 2048,
  reportBytesMax: 4096,
} as const;

const REPORT_ID = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: GATE_LIMITS.idCharsMax,
    pattern: "^[A-Za-z0-9._:-]+$",
    description,
  });

const kind = <const Name extends string>(name: Name) => Type.Literal(name);
const report = <P extends Parameters<typeof Type.Object>[0]>(description: string, properties: P) =>
  Type.Object(properties, { description, additionalProperties: false });

export const GATE_STATES = ["open", "closed", "fault", "tamper"] as const;
export type GateState = (typeof GATE_STATES)[number];

export const GATE_DIRECTIONS = ["in", "out"] as const;

export const GATE_REPORT = Type.Union([
  report("The controller has carried out a command", {
    kind: kind("acknowledged"),
    commandId: REPORT_ID("The command's id"),
  }),
  report("The door's state, whenever it changes", {
    kind: kind("state"),
    state: Type.Enum([...GATE_STATES], {
      description:
        "fault: the drive or the lock reports an error; tamper: the housing has been opened",
    }),
  }),
  report("One person has passed", {
    kind: kind("passage"),
    direction: Type.Enum([...GATE_DIRECTIONS], { description: "Into the shop, or out of it" }),
    passageId: Type.Optional(
      REPORT_ID("Its own for each passage: one that is reported twice counts once"),
    ),
  }),
  report("The code reader has read something", {
    kind: kind("code"),
    text: Type.String({ minLength: 1, maxLength: GATE_LIMITS.codeCharsMax }),
  }),
]);

export type GateReport = Static<typeof GATE_REPORT>;

/** Opens the gate once. */
export interface GateCommand {
  readonly id: string;
  /** When it was given, Unix ms. */
  readonly atMs: number;
  /** The controller ignores it so long after `atMs`: its connection may have stalled. */
  readonly validMs: number;
  readonly openMs: number;
  readonly direction: "in";
  readonly partySize: number;
}

export function formatGateTopic(prefix: string, gateId: string, tail: "open" | "reports"): string {
  return `${prefix}/gates/${gateId}/${tail}`;
}
