/**
 * The part of the firmware that needs no chip: conversions become rows, rows become frames, and frames wait until the
 * shop has taken them. It is compiled for this machine in tests, and compared byte for byte.
 */
import type { FirmwarePlan } from "./firmware-plan.ts";
import { FRAMES_IN_FLIGHT_MAX } from "./firmware-plan.ts";
import { FRAME_HEAD, FRAME_HEAD_BYTES } from "./frame-fields.ts";

/** Times and counts of the firmware, which its emulation shares. */
export const FIRMWARE_TIMES = {
  /** A row waits for its slowest amplifier for so many sample periods. */
  rowPeriodsMost: 1.5,
  /** An amplifier that has given nothing for so long does not answer, microseconds. */
  absentUs: 2_000_000,
  /** Conversions after the start, or after such a silence, that an amplifier needs to settle. */
  settleConversions: 4,
  /** A frame that is sent so long after its last sample was kept, microseconds. */
  replayedAfterUs: 500_000,
  /** A frame that is not acknowledged for so long is sent again, microseconds. */
  acknowledgeUs: 35_000_000,
} as const;

/** Writes `core` as C++17 for a plan. */
export function writeCore(plan: FirmwarePlan): string {
  return `${writeConstants(plan)}${FRAME_WRITER_HEAD}${writeFrameWriter()}${SAMPLER}${OUTBOX}`;
}

function writeConstants(plan: FirmwarePlan): string {
  const { bufferFrames, channelCount, deviceId, samplesPerFrame, wiring } = plan;
  const { absentUs, acknowledgeUs, replayedAfterUs, rowPeriodsMost, settleConversions } =
    FIRMWARE_TIMES;
  const periodUs = Math.round(1e6 / wiring.samplesPerSecond);
  return `constexpr char DEVICE_ID[] = "${deviceId}";
constexpr int DEVICE_ID_CHARS = ${deviceId.length};
constexpr int CHANNELS = ${channelCount};
/** Rows of samples in a frame. */
constexpr int SAMPLES = ${samplesPerFrame};
constexpr float RATE_HZ = ${wiring.samplesPerSecond}.0f;
constexpr int64_t PERIOD_US = ${periodUs};
/** A row waits for its slowest amplifier for so long. */
constexpr int64_t ROW_US_MOST = ${Math.round(rowPeriodsMost * periodUs)};
/** An amplifier that has given nothing for so long does not answer. */
constexpr int64_t ABSENT_US = ${absentUs};
/** Conversions after the start, or after such a silence, that an amplifier needs to settle. */
constexpr int SETTLE_CONVERSIONS = ${settleConversions};
/** A frame that is sent so long after its last sample was kept. */
constexpr int64_t REPLAYED_AFTER_US = ${replayedAfterUs};
/** A frame that is not acknowledged for so long is sent again. */
constexpr int64_t ACKNOWLEDGE_US = ${acknowledgeUs};
/** Frames that wait while the connection is away. */
constexpr int BUFFER_FRAMES = ${bufferFrames};
constexpr int IN_FLIGHT_MAX = ${FRAMES_IN_FLIGHT_MAX};
`;
}

const FRAME_WRITER_HEAD = `
/** The amplifier gave nothing. */
constexpr int32_t NOTHING = INT32_MIN;
/** 24-bit amplifiers give these at the ends of their range, and with a broken wire. */
constexpr int32_t COUNTS_LEAST = -8388608;
constexpr int32_t COUNTS_MOST = 8388607;

constexpr uint16_t BUFFER_OVERFLOW = 1;
constexpr uint16_t REPLAYED = 2;
constexpr uint8_t NOT_READY = 1;
constexpr uint8_t SATURATED = 2;
constexpr uint8_t ABSENT = 4;

constexpr int FRAME_BYTES =
    ${FRAME_HEAD_BYTES} + DEVICE_ID_CHARS + CHANNELS + 4 * CHANNELS * SAMPLES + 4;

/** A frame that waits. */
struct Slot {
  int64_t timeUs;
  int64_t endUs;
  int64_t sentUs;
  uint32_t sequence;
  int32_t messageId;
  uint16_t status;
  bool isInFlight;
  bool isAcknowledged;
  bool isSentAgain;
  uint8_t channelStatus[CHANNELS];
  int32_t samples[CHANNELS * SAMPLES];
};

inline void putU8(uint8_t *out, int at, uint8_t value) { out[at] = value; }
inline void putU16(uint8_t *out, int at, uint16_t value) {
  for (int byte = 0; byte < 2; byte++) out[at + byte] = uint8_t(value >> (8 * byte));
}
inline void putU32(uint8_t *out, int at, uint32_t value) {
  for (int byte = 0; byte < 4; byte++) out[at + byte] = uint8_t(value >> (8 * byte));
}
inline void putU64(uint8_t *out, int at, uint64_t value) {
  for (int byte = 0; byte < 8; byte++) out[at + byte] = uint8_t(value >> (8 * byte));
}
inline void putF32(uint8_t *out, int at, float value) {
  static_assert(sizeof(float) == 4, "IEEE 754 single");
  uint32_t bits;
  memcpy(&bits, &value, 4);
  putU32(out, at, bits);
}

/** CRC-32 as zlib has it, four bits at a time. */
inline uint32_t crc32(const uint8_t *bytes, int count) {
  static const uint32_t TABLE[16] = {
      0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
      0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
      0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
  uint32_t crc = 0xffffffff;
  for (int at = 0; at < count; at++) {
    crc ^= bytes[at];
    crc = TABLE[crc & 15] ^ (crc >> 4);
    crc = TABLE[crc & 15] ^ (crc >> 4);
  }
  return ~crc;
}
`;

function writeFrameWriter(): string {
  const puts = FRAME_HEAD.map(({ at, type, value }) => `  put${type}(out, ${at}, ${value});`);
  return `
/** Packs a frame into FRAME_BYTES bytes. */
inline void writeFrame(uint8_t *out, const Slot &slot, uint32_t bootId, uint16_t status) {
${puts.join("\n")}
  int at = ${FRAME_HEAD_BYTES};
  memcpy(out + at, DEVICE_ID, DEVICE_ID_CHARS);
  at += DEVICE_ID_CHARS;
  memcpy(out + at, slot.channelStatus, CHANNELS);
  at += CHANNELS;
  for (int value = 0; value < CHANNELS * SAMPLES; value++, at += 4) {
    putU32(out, at, uint32_t(slot.samples[value]));
  }
  putU32(out, at, crc32(out, at));
}
`;
}

const SAMPLER = `
/**
 * Conversions become rows of one sample a channel, at the pace of the slowest amplifier: each runs by its own clock.
 * One that is late is not waited for again until it gives something; its sample is "nothing", and its status says so.
 */
class Sampler {
 public:
  void begin(int64_t nowUs) {
    rows = 0;
    rowUs = -1;
    lastRowUs = nowUs;
    for (int channel = 0; channel < CHANNELS; channel++) {
      convertedUs[channel] = nowUs;
      settling[channel] = SETTLE_CONVERSIONS;
      isFresh[channel] = isLate[channel] = false;
    }
  }

  void convert(int channel, int32_t counts, int64_t nowUs) {
    if (nowUs - convertedUs[channel] >= ABSENT_US) settling[channel] = SETTLE_CONVERSIONS;
    convertedUs[channel] = nowUs;
    if (settling[channel] > 0) {
      settling[channel]--;
      return;
    }
    latest[channel] = counts;
    isFresh[channel] = true;
    isLate[channel] = false;
    if (rowUs < 0) rowUs = nowUs;
  }

  /** True where a frame is full: \`frame\` is to be taken before the next call. */
  bool advance(int64_t nowUs) {
    bool isWaiting = false;
    bool isAnyFresh = false;
    for (int channel = 0; channel < CHANNELS; channel++) {
      if (isFresh[channel]) isAnyFresh = true;
      else if (!isLate[channel]) isWaiting = true;
    }
    const int64_t mostUs = isAnyFresh || isWaiting ? ROW_US_MOST : PERIOD_US;
    const bool isOver = nowUs - (isAnyFresh ? rowUs : lastRowUs) >= mostUs;
    if (!isOver && (!isAnyFresh || isWaiting)) return false;
    return closeRow(isAnyFresh ? rowUs : nowUs, nowUs);
  }

  Slot frame = {};

 private:
  bool closeRow(int64_t timeUs, int64_t nowUs) {
    if (rows == 0) {
      frame.timeUs = timeUs;
      memset(frame.channelStatus, 0, CHANNELS);
    }
    for (int channel = 0; channel < CHANNELS; channel++) {
      const int32_t value = isFresh[channel] ? latest[channel] : NOTHING;
      frame.samples[rows * CHANNELS + channel] = value;
      uint8_t &status = frame.channelStatus[channel];
      if (!isFresh[channel]) {
        status |= NOT_READY;
        isLate[channel] = true;
        if (nowUs - convertedUs[channel] >= ABSENT_US) status |= ABSENT;
      } else if (value <= COUNTS_LEAST || value >= COUNTS_MOST) {
        status |= SATURATED;
      }
      isFresh[channel] = false;
    }
    lastRowUs = nowUs;
    rowUs = -1;
    frame.endUs = nowUs;
    if (++rows < SAMPLES) return false;
    rows = 0;
    return true;
  }

  int rows = 0;
  int64_t rowUs = -1;
  int64_t lastRowUs = 0;
  int64_t convertedUs[CHANNELS] = {};
  int32_t latest[CHANNELS] = {};
  int settling[CHANNELS] = {};
  bool isFresh[CHANNELS] = {};
  bool isLate[CHANNELS] = {};
};
`;

const OUTBOX = `
/**
 * Reads the shop's answer, which frame it has taken last: "3735928559 41", or "none". False where it is no such answer.
 */
inline bool readTaken(const char *text, int length, bool *isAny, uint32_t *boot, uint32_t *number) {
  char copy[24] = {};
  if (length < 1 || length >= int(sizeof(copy))) return false;
  memcpy(copy, text, size_t(length));
  *isAny = strcmp(copy, "none") != 0;
  if (!*isAny) return true;
  char *end = copy;
  *boot = uint32_t(strtoull(copy, &end, 10));
  if (end == copy || *end != ' ') return false;
  const char *second = end + 1;
  *number = uint32_t(strtoull(second, &end, 10));
  return end != second && *end == 0;
}

/**
 * Frames in their order, until the shop has taken them: a broker that has acknowledged one may lose it. None is sent
 * before the shop has answered on the connection, for a broker that does not know the shop keeps nothing for it. After
 * a broken connection all that was not taken is sent again. Where it is full the oldest goes; if the broker has not
 * acknowledged that one, the one after it says so.
 */
class Outbox {
 public:
  /** Takes what memory there is for BUFFER_FRAMES; false where there is none. */
  bool begin(uint32_t boot) {
    bootId = boot;
    while (capacity < BUFFER_FRAMES) {
      Slot *slot = static_cast<Slot *>(malloc(sizeof(Slot)));
      if (slot == nullptr) break;
      slots[capacity++] = slot;
    }
    head = count = 0;
    sequence = 0;
    isOverflowed = isAnswered = false;
    return capacity > 0;
  }

  void push(const Slot &frame) {
    if (count == capacity) {
      const bool isLost = !at(0).isAcknowledged;
      dropHead();
      if (isLost && count > 0) at(0).status |= BUFFER_OVERFLOW;
      else isOverflowed = isLost;
    }
    Slot &slot = at(count++);
    slot = frame;
    slot.sequence = sequence++;
    slot.status = isOverflowed ? BUFFER_OVERFLOW : 0;
    slot.isInFlight = slot.isAcknowledged = slot.isSentAgain = false;
    isOverflowed = false;
  }

  /** Packs the next frame that is to be sent, and gives its number; false where there is none. */
  bool takeNext(int64_t nowUs, uint8_t *packet, uint32_t *number) {
    int unacknowledged = 0;
    for (int place = 0; isAnswered && place < count && unacknowledged < IN_FLIGHT_MAX; place++) {
      Slot &slot = at(place);
      if (slot.isAcknowledged) continue;
      if (slot.isInFlight && nowUs - slot.sentUs < ACKNOWLEDGE_US) {
        unacknowledged++;
        continue;
      }
      if (slot.isInFlight) slot.isSentAgain = true;
      slot.isInFlight = false;
      const bool isLate = slot.isSentAgain || nowUs - slot.endUs >= REPLAYED_AFTER_US;
      writeFrame(packet, slot, bootId, slot.status | (isLate ? REPLAYED : 0));
      *number = slot.sequence;
      return true;
    }
    return false;
  }

  void noteSent(uint32_t number, int32_t messageId, int64_t nowUs) {
    for (int place = 0; place < count; place++) {
      Slot &slot = at(place);
      if (slot.sequence != number) continue;
      slot.messageId = messageId;
      slot.sentUs = nowUs;
      slot.isInFlight = true;
      return;
    }
  }

  /** By the broker. */
  void noteAcknowledged(int32_t messageId) {
    for (int place = 0; place < count; place++) {
      Slot &slot = at(place);
      if (!slot.isInFlight || slot.messageId != messageId) continue;
      slot.isInFlight = false;
      slot.isAcknowledged = true;
      return;
    }
  }

  /** The shop has answered: it has taken all frames of that start up to that number, or none. */
  void noteTaken(bool isAny, uint32_t boot, uint32_t number) {
    isAnswered = true;
    if (!isAny || boot != bootId || int32_t(number - sequence) >= 0) return;
    while (count > 0 && int32_t(at(0).sequence - number) <= 0) dropHead();
  }

  void noteDisconnected() {
    isAnswered = false;
    for (int place = 0; place < count; place++) {
      Slot &slot = at(place);
      if (slot.isInFlight || slot.isAcknowledged) slot.isSentAgain = true;
      slot.isInFlight = slot.isAcknowledged = false;
    }
  }

  int waiting() const { return count; }
  bool hasAnswer() const { return isAnswered; }

 private:
  Slot &at(int place) { return *slots[(head + place) % capacity]; }
  void dropHead() {
    head = (head + 1) % capacity;
    count--;
  }

  Slot *slots[BUFFER_FRAMES] = {};
  int capacity = 0;
  int head = 0;
  int count = 0;
  uint32_t bootId = 0;
  uint32_t sequence = 0;
  bool isOverflowed = false;
  bool isAnswered = false;
};
`;
