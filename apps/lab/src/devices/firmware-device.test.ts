/** The generated C++, compiled for this machine, against its emulation: the same events, the same bytes. */
import { execFileSync } from "node:child_process";
import { createTestAuthority } from "@saunter/ingest/scales/mqtt/certificates-fixture";
import { createRandom } from "@saunter/numerics/random";
import { writeCore } from "@saunter/protocol/devices/firmware/core-cpp";
import {
  type FirmwarePlan,
  planFirmware,
  type Wiring,
} from "@saunter/protocol/devices/firmware/firmware-plan";
import { makeFirmware } from "@saunter/protocol/devices/firmware/make-firmware";
import { unpackFrame } from "@saunter/protocol/devices/packed-frame";
import {
  CHANNEL_STATUS,
  FRAME_STATUS,
  type ScaleFrame,
} from "@saunter/protocol/devices/scale-frame";
import { formatTaken, parseTaken } from "@saunter/protocol/devices/taken-frames";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FirmwareDevice } from "./firmware-device.ts";
import { compileForHost, HAS_COMPILER } from "./host-compiler-fixture.ts";

const HX711: Wiring = {
  kind: "hx711",
  board: "esp32",
  samplesPerSecond: 80,
  gain: 128,
  cells: [
    { dout: 16, sck: 17 },
    { dout: 18, sck: 19 },
    { dout: 21, sck: 22 },
  ],
};
const NAU7802: Wiring = {
  kind: "nau7802",
  board: "esp32-s3",
  samplesPerSecond: 320,
  gain: 128,
  sda: 8,
  scl: 9,
  cells: [
    { multiplexer: 0x70, port: 1 },
    { multiplexer: 0x70, port: 6 },
  ],
};
const EVENTS = 10_000;
const COMPILE_MS_MAX = 120_000;

function plan(wiring: Wiring, bufferFrames: number): FirmwarePlan {
  const planned = planFirmware({ deviceId: "shelf-1", prefix: "saunter", wiring });
  if (!planned.ok) throw new Error(planned.problems.join());
  return { ...planned.plan, bufferFrames };
}

/** Reads events from its input, and prints each frame that is sent. */
const REPLAYER = `
static saunter::Sampler sampler;
static saunter::Outbox outbox;
int main() {
  char kind;
  long long a, b, nowUs;
  static uint8_t packet[saunter::FRAME_BYTES];
  while (scanf(" %c %lld %lld %lld", &kind, &a, &b, &nowUs) == 4) {
    if (kind == 'b') { sampler.begin(nowUs); outbox.begin(uint32_t(a)); }
    if (kind == 'c') sampler.convert(int(a), int32_t(b), nowUs);
    if (kind == 'a' && sampler.advance(nowUs)) outbox.push(sampler.frame);
    if (kind == 'k') outbox.noteAcknowledged(int32_t(a));
    if (kind == 'n') outbox.noteTaken(b >= 0, uint32_t(a), uint32_t(b));
    if (kind == 'd') outbox.noteDisconnected();
    if (kind != 't') continue;
    uint32_t number = 0;
    const bool isThere = outbox.takeNext(nowUs, packet, &number);
    if (isThere && a >= 0) outbox.noteSent(number, int32_t(a), nowUs);
    for (int at = 0; isThere && at < saunter::FRAME_BYTES; at++) printf("%02x", packet[at]);
    printf("%s %d %d\\n", isThere ? "" : "nothing", outbox.waiting(), int(number));
  }
}
`;

function compileCore(made: FirmwarePlan, main: string): string {
  const standard = ["cstdint", "cstdio", "cstdlib", "cstring", "initializer_list"];
  const includes = standard.map((name) => `#include <${name}>\n`).join("");
  return compileForHost(`${includes}namespace saunter {\n${writeCore(made)}\n}\n${main}`, []);
}

interface Event {
  readonly kind: "b" | "c" | "a" | "k" | "n" | "d" | "t";
  readonly a: number;
  readonly b: number;
  readonly nowUs: number;
}

/** What the emulation prints of the same events. */
function replay(made: FirmwarePlan, events: readonly Event[]): string[] {
  const lines: string[] = [];
  let device = new FirmwareDevice(made, 0, 0);
  for (const { a, b, kind, nowUs } of events) {
    if (kind === "b") device = new FirmwareDevice(made, a, nowUs);
    if (kind === "c") device.convert(a, b, nowUs);
    if (kind === "a") device.advance(nowUs);
    if (kind === "k") device.outbox.noteAcknowledged(a);
    if (kind === "n") device.outbox.noteTaken(b < 0 ? null : { bootId: a, sequence: b });
    if (kind === "d") device.outbox.noteDisconnected();
    if (kind !== "t") continue;
    const next = device.outbox.takeNext(nowUs);
    if (next !== null && a >= 0) device.outbox.noteSent(next.number, a, nowUs);
    const hex = next === null ? "nothing" : Buffer.from(next.packet).toString("hex");
    lines.push(`${hex} ${device.outbox.waiting} ${next?.number ?? 0}`);
  }
  return lines;
}

/** Events of a controller, mostly as they come in a shop, with outages and pauses up to a minute. */
function makeEvents(seed: number, channels: number, periodUs: number): Event[] {
  const random = createRandom(seed);
  let nowUs = 2 ** 33;
  let isAway = false;
  let bootId = 7;
  let sequence = 0;
  const events: Event[] = [];
  const add = (kind: Event["kind"], a = 0, b = 0) => void events.push({ kind, a, b, nowUs });
  add("b", bootId);
  for (let at = 0; at < EVENTS; at++) {
    nowUs += random.chance(0.001)
      ? random.integer(0, 60_000_000)
      : random.integer(0, periodUs / (2 * channels));
    if (random.chance(0.8)) {
      const ends = [-8_388_608, 8_388_607];
      const counts = random.chance(0.1)
        ? ends[random.integer(0, 1)]!
        : random.integer(-8_388_608, 8_388_607);
      add("c", random.integer(0, channels - 1), counts);
    }
    add("a");
    if (random.chance(0.002)) isAway = !isAway;
    if (!isAway && random.chance(0.1)) add("t", random.integer(-1, 40));
    if (!isAway && random.chance(0.1)) add("k", random.integer(0, 40));
    // Mostly what a shop answers, sometimes of another start, and of frames that are not made yet.
    if (random.chance(0.002)) add("n", random.integer(0, 0xffff_ffff), 5);
    if (random.chance(0.002)) add("n", bootId, -1);
    if (!isAway && random.chance(0.02)) {
      sequence += random.integer(0, 2 * channels);
      add("n", bootId, random.chance(0.1) ? 2 ** 31 + sequence : sequence);
    }
    if (random.chance(0.002)) add("d");
    if (random.chance(0.0002)) {
      bootId = random.integer(0, 0xffff_ffff);
      sequence = 0;
      add("b", bootId);
    }
  }
  // What still waits is looked at too.
  add("n", bootId, -1);
  for (let id = 100; id < 120; id++) add("t", id);
  return events;
}

describe.skipIf(!HAS_COMPILER)("generated C++, where g++ is installed", () => {
  it.each([
    ["HX711", 20, HX711],
    ["HX711", 1, HX711],
    ["NAU7802", 4, NAU7802],
  ])(
    "sends the bytes that its emulation sends, with %s and room for %i frames",
    (_, bufferFrames, wiring) => {
      const made = plan(wiring, bufferFrames);
      const program = compileCore(made, REPLAYER);
      let frames = 0;
      let overflows = 0;
      let replayed = 0;
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const events = makeEvents(seed, made.channelCount, 1e6 / wiring.samplesPerSecond);
          const input = events.map(({ a, b, kind, nowUs }) => `${kind} ${a} ${b} ${nowUs}\n`);
          const output = execFileSync(program, { input: input.join(""), encoding: "utf8" });
          const lines = replay(made, events);
          expect(output.trimEnd().split("\n")).toEqual(lines);
          for (const line of lines) {
            const read = unpackFrame(Buffer.from(line.split(" ")[0]!, "hex"));
            if (!read.ok) continue;
            frames++;
            if (read.frame.status & FRAME_STATUS.bufferOverflow) overflows++;
            if (read.frame.status & FRAME_STATUS.replayed) replayed++;
          }
        }),
        { numRuns: 20 },
      );
      expect(Math.min(frames, overflows, replayed)).toBeGreaterThan(20);
    },
    COMPILE_MS_MAX,
  );

  it(
    "reads the bits of an HX711, their sign included, with 25 pulses",
    () => {
      const [header] = filesOf(HX711, "esphome", ".h");
      const program = compileForHost(
        `#include <cstdio>
#include "${header!.name}"
int main() {
  for (int32_t counts : {0, 1, -1, 123456, -8388608, 8388607}) {
    hx711[18] = {true, counts, 0, 19};
    saunter::readAmplifiers(5, [](int channel, int32_t read, int64_t nowUs) {
      printf("%d %d %d %d\\n", channel, int(read), hx711[18].pulses, int(nowUs));
    });
  }
}`,
        [header!],
      );
      const lines = execFileSync(program, { encoding: "utf8" }).trim().split("\n");
      expect(lines).toEqual(
        [0, 1, -1, 123_456, -8_388_608, 8_388_607].map((counts) => `1 ${counts} 25 5`),
      );
    },
    COMPILE_MS_MAX,
  );

  it(
    "brings NAU7802s up, reads each through its port, and tries one again that does not answer",
    () => {
      const [header] = filesOf(NAU7802, "esphome", ".h");
      const program = compileForHost(
        `#include <cstdio>
#include "${header!.name}"
int main() {
  nau7802[1] = {true, false, -5, {}};
  nau7802[6] = {false, false, 77, {}};
  saunter::beginAmplifiers(0);
  for (int64_t nowUs = 0; nowUs < 6000000; nowUs += 1000) {
    if (nowUs % 100000 == 0) nau7802[1].isReady = nau7802[6].isReady = true;
    if (nowUs == 3000000) nau7802[6].isThere = true;
    saunter::readAmplifiers(nowUs, [](int channel, int32_t read, int64_t atUs) {
      if (atUs >= 5000000 || (atUs >= 2000000 && atUs < 2100000)) printf("%d %d\\n", channel, int(read));
    });
  }
  printf("gain %d rate %d\\n", nau7802[6].registers[1] & 7, nau7802[6].registers[2] >> 4);
}`,
        [header!],
      );
      const lines = execFileSync(program, { encoding: "utf8" }).trim().split("\n");
      expect(lines[0]).toBe("0 -5");
      expect(lines.filter((line) => line === "0 -5")).toHaveLength(11);
      expect(lines.filter((line) => line === "1 77")).toHaveLength(10);
      expect(lines.at(-1)).toBe("gain 7 rate 7");
    },
    COMPILE_MS_MAX,
  );

  it(
    "reads what the shop writes, and nothing else, as an answer",
    () => {
      const texts = [
        ...[null, { bootId: 0, sequence: 0 }, { bootId: 0xffff_ffff, sequence: 0xffff_ffff }].map(
          formatTaken,
        ),
        ...["", "none ", "nonE", "7", "7 ", " 7", "7 x", "7 8 9", "7 8x", "4".repeat(40)],
      ];
      const program = compileCore(
        plan(HX711, 20),
        `int main() {
  for (const char *text : {${texts.map((text) => `"${text}"`).join(", ")}}) {
    bool isAny = false;
    uint32_t boot = 0, number = 0;
    const bool isRead = saunter::readTaken(text, int(strlen(text)), &isAny, &boot, &number);
    if (!isRead) puts("no answer");
    else if (!isAny) puts("none");
    else printf("%u %u\\n", unsigned(boot), unsigned(number));
  }
}`,
      );
      const lines = execFileSync(program, { encoding: "utf8" }).trimEnd().split("\n");
      const read = texts.map(parseTaken);
      expect(lines).toEqual(
        read.map((taken) => (taken === undefined ? "no answer" : formatTaken(taken))),
      );
      expect(read.filter((taken) => taken === undefined)).toHaveLength(10);
    },
    COMPILE_MS_MAX,
  );

  it(
    "shows each channel's mean counts, and forgets them, and says where the shop does not answer",
    () => {
      const [header] = filesOf(HX711, "esphome", ".h");
      const program = compileForHost(
        `#include "${header!.name}"
int main() {
  saunter::outbox.begin(1);
  static saunter::Slot frame = {};
  for (int row = 0; row < saunter::SAMPLES; row++) {
    frame.samples[3 * row] = -8388608 + row % 2 * 2;
    frame.samples[3 * row + 1] = saunter::NOTHING;
    frame.samples[3 * row + 2] = row == 0 ? saunter::NOTHING : 42;
  }
  saunter::noteFrame(frame);
  puts(saunter::describeCounts());
  saunter::outbox.noteTaken(false, 0, 0);
  puts(saunter::describeCounts());
}`,
        [header!],
      );
      expect(execFileSync(program, { encoding: "utf8" }).split("\n")).toEqual([
        "1: -8388607, 2: nothing, 3: 42; the shop does not answer",
        ...["1: nothing, 2: nothing, 3: nothing", ""],
      ]);
    },
    COMPILE_MS_MAX,
  );

  it(
    "has the certificates of a broker with TLS, line by line",
    async () => {
      const { certificate: authority } = await createTestAuthority();
      const own = await (await createTestAuthority()).issue("shelf-1");
      const request = { deviceId: "shelf-1", prefix: "saunter", wiring: HX711 };
      const made = makeFirmware({ ...request, tls: { authority, own } }, "esphome");
      if (!made.ok) throw new Error(made.problems.join());
      const header = made.files.find(({ name }) => name.endsWith(".h"))!;
      const program = compileForHost(
        `#include "${header.name}"
int main() { fputs(saunter::AUTHORITY, stdout); fputs(saunter::CERTIFICATE, stdout); fputs(saunter::CERTIFICATE_KEY, stdout); }`,
        [header],
      );
      const printed = execFileSync(program, { encoding: "utf8" });
      expect(printed).toBe(`${authority}${own.certificate}${own.privateKey}`);
    },
    COMPILE_MS_MAX,
  );

  it.each([HX711, NAU7802])(
    "compiles as a whole without a warning, for ESPHome and for Arduino: $kind",
    (wiring) => {
      const [header] = filesOf(wiring, "esphome", ".h");
      const [sketch] = filesOf(wiring, "arduino", ".ino");
      const start = `saunter::begin({"mqtt://broker", "shelf-1", "token"})`;
      const size = `static_assert(sizeof(saunter::Slot) * saunter::BUFFER_FRAMES <= ${bufferBytesOf(wiring)}, "");`;
      compileForHost(`#include "${header!.name}"\n${size}\nint main() { return ${start}; }`, [
        header!,
      ]);
      compileForHost(`#include "${sketch!.name}"\nint main() { setup(); loop(); }`, [sketch!]);
    },
    COMPILE_MS_MAX,
  );
});

function bufferBytesOf(wiring: Wiring): number {
  const planned = planFirmware({ deviceId: "shelf-1", prefix: "saunter", wiring });
  return planned.ok ? planned.plan.bufferBytes : 0;
}

function filesOf(wiring: Wiring, kind: "esphome" | "arduino", end: string) {
  const made = makeFirmware({ deviceId: "shelf-1", prefix: "saunter", wiring }, kind);
  if (!made.ok) throw new Error(made.problems.join());
  return made.files.filter(({ name }) => name.endsWith(end));
}

describe("a controller with the firmware", () => {
  const PERIOD_US = 12_500;

  /** Lets `device` weigh for a time, each channel by a clock of its own. */
  function weigh(
    device: FirmwareDevice,
    fromUs: number,
    untilUs: number,
    speeds: readonly number[],
    counts = (channel: number, _nowUs: number) => 1000 * (channel + 1),
  ): void {
    const due = speeds.map((speed, at) => fromUs + (at * 1000 + PERIOD_US) / speed);
    for (let nowUs = fromUs; nowUs < untilUs; nowUs += 1000) {
      for (const [channel, speed] of speeds.entries()) {
        if (due[channel]! > nowUs) continue;
        due[channel]! += PERIOD_US / speed;
        const value = counts(channel, nowUs);
        if (!Number.isNaN(value)) device.convert(channel, value, nowUs);
      }
      device.advance(nowUs);
    }
  }

  function takeAll(device: FirmwareDevice, nowUs: number): ScaleFrame[] {
    const frames: ScaleFrame[] = [];
    device.outbox.noteTaken(null);
    for (let id = 1; ; id++) {
      const next = device.outbox.takeNext(nowUs);
      if (next === null) return frames;
      const read = unpackFrame(next.packet);
      if (!read.ok) throw new Error(read.fault);
      frames.push(read.frame);
      device.outbox.noteSent(next.number, id, nowUs);
      device.outbox.noteAcknowledged(id);
    }
  }

  it("goes at the pace of its slowest amplifier, and misses nothing", () => {
    const device = new FirmwareDevice(plan(HX711, 600), 1, 0);
    weigh(device, 0, 20e6, [1.03, 0.97, 1]);
    const frames = takeAll(device, 20e6).slice(1);
    expect(frames.every(({ channelStatus }) => channelStatus.every((bits) => bits === 0))).toBe(
      true,
    );
    const spanS = (frames.at(-1)!.timeUs - frames[0]!.timeUs) / 1e6;
    expect((8 * (frames.length - 1)) / spanS).toBeCloseTo(80 * 0.97, 0);
  });

  it("sends nothing for an amplifier that stalls, says so, and keeps its pace", () => {
    const device = new FirmwareDevice(plan(HX711, 600), 1, 0);
    const isStalled = (channel: number, nowUs: number) =>
      channel === 1 && nowUs > 5e6 && nowUs < 9e6;
    weigh(device, 0, 12e6, [1, 1, 1], (channel, nowUs) =>
      isStalled(channel, nowUs) ? Number.NaN : 5,
    );
    const frames = takeAll(device, 12e6);
    const during = frames.filter(({ timeUs }) => timeUs > 8e6 && timeUs < 8.8e6);
    for (const { channelStatus, samples } of during) {
      expect([...channelStatus]).toEqual([0, CHANNEL_STATUS.notReady | CHANNEL_STATUS.absent, 0]);
      expect(samples.slice(0, 3)).toEqual(Float64Array.of(5, Number.NaN, 5));
    }
    expect(during.length).toBeGreaterThanOrEqual(7);
    expect(frames.at(-1)!.channelStatus).toEqual(Uint8Array.of(0, 0, 0));
  });

  it("sends values at the end of the range as they are, marked", () => {
    const device = new FirmwareDevice(plan(HX711, 600), 1, 0);
    weigh(device, 0, 2e6, [1, 1, 1], (channel) => [-8_388_608, 8_388_607, 3][channel]!);
    const frame = takeAll(device, 2e6).at(-1)!;
    expect([...frame.samples.slice(0, 3)]).toEqual([-8_388_608, 8_388_607, 3]);
    expect([...frame.channelStatus]).toEqual([
      CHANNEL_STATUS.saturated,
      CHANNEL_STATUS.saturated,
      0,
    ]);
  });

  it("loses the oldest where its buffer is full, and the one after them says so", () => {
    const device = new FirmwareDevice(plan(HX711, 16), 1, 0);
    weigh(device, 0, 10e6, [1, 1, 1]);
    const frames = takeAll(device, 10e6);
    expect(frames).toHaveLength(16);
    expect(frames[0]!.sequence).toBeGreaterThan(50);
    expect(frames.map(({ status }) => status & FRAME_STATUS.bufferOverflow)).toEqual([
      FRAME_STATUS.bufferOverflow,
      ...new Array<number>(15).fill(0),
    ]);
  });
});
