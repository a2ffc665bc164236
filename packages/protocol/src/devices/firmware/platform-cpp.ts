/** The part of the firmware that speaks to the chip: amplifiers, clock, tasks and MQTT, by ESP-IDF's own functions. */
import { BOARDS } from "./boards.ts";
import {
  BUS_HZ,
  type FirmwarePlan,
  type Hx711Wiring,
  type Nau7802Wiring,
} from "./firmware-plan.ts";

/** What both kinds of firmware include. */
export function writeIncludes(plan: FirmwarePlan): string {
  const headers = [
    ...(plan.wiring.kind === "hx711"
      ? ["driver/gpio.h", "esp_rom_sys.h"]
      : ["driver/i2c_master.h"]),
    ...["esp_random.h", "esp_timer.h"],
    ...["freertos/FreeRTOS.h", "freertos/queue.h", "freertos/task.h"],
    "mqtt_client.h",
  ];
  const standard = ["cmath", "cstdint", "cstdio", "cstdlib", "cstring", "mutex"];
  return `${[...standard, ...headers].map((name) => `#include <${name}>`).join("\n")}\n`;
}

export function writePlatform(plan: FirmwarePlan, topics: FirmwareTopics): string {
  const { wiring } = plan;
  const amplifiers = wiring.kind === "hx711" ? writeHx711(wiring) : writeNau7802(wiring);
  return `${amplifiers}${writeTasks(plan, topics)}`;
}

export interface FirmwareTopics {
  readonly frames: string;
  readonly status: string;
  readonly taken: string;
}

/** Pulses that choose the gain of the next conversion: HX711 data sheet, table 3. */
const HX711_PULSES: ReadonlyMap<number, number> = new Map([
  [128, 25],
  [32, 26],
  [64, 27],
]);

function writeHx711({ cells, gain }: Hx711Wiring): string {
  const list = (pins: readonly number[]) =>
    pins.map((pin) => `static_cast<gpio_num_t>(${pin})`).join(", ");
  const pulses = HX711_PULSES.get(gain);
  return `
/** Pins, a pair a channel. */
constexpr gpio_num_t DOUT[CHANNELS] = {${list(cells.map(({ dout }) => dout))}};
constexpr gpio_num_t SCK[CHANNELS] = {${list(cells.map(({ sck }) => sck))}};
/** 25 pulses of the clock choose a gain of 128 next, 26 choose 32 on channel B, 27 choose 64. */
constexpr int PULSES = ${pulses};

inline portMUX_TYPE pulseLock = portMUX_INITIALIZER_UNLOCKED;

inline void beginAmplifiers(int64_t) {
  for (int channel = 0; channel < CHANNELS; channel++) {
    gpio_reset_pin(DOUT[channel]);
    gpio_set_direction(DOUT[channel], GPIO_MODE_INPUT);
    gpio_reset_pin(SCK[channel]);
    gpio_set_direction(SCK[channel], GPIO_MODE_OUTPUT);
    gpio_set_level(SCK[channel], 0);
  }
}

/** Clocks a conversion out. The clock may not stay high for 60 us, or the HX711 goes to sleep. */
inline int32_t readHx711(int channel) {
  uint32_t bits = 0;
  for (int pulse = 0; pulse < PULSES; pulse++) {
    portENTER_CRITICAL(&pulseLock);
    gpio_set_level(SCK[channel], 1);
    esp_rom_delay_us(1);
    const int level = gpio_get_level(DOUT[channel]);
    gpio_set_level(SCK[channel], 0);
    portEXIT_CRITICAL(&pulseLock);
    esp_rom_delay_us(1);
    if (pulse < 24) bits = (bits << 1) | uint32_t(level);
  }
  return int32_t(bits << 8) >> 8;
}

/** Hands on what is ready now, as it is: a saturated value is the shop's to judge. */
template <typename Take> void readAmplifiers(int64_t nowUs, Take take) {
  for (int channel = 0; channel < CHANNELS; channel++) {
    if (gpio_get_level(DOUT[channel]) == 0) take(channel, readHx711(channel), nowUs);
  }
}
`;
}

/** CRS bits of CTRL2: NAU7802 data sheet, register map. */
const NAU7802_RATE_BITS: ReadonlyMap<number, number> = new Map([
  [10, 0],
  [20, 1],
  [40, 2],
  [80, 3],
  [320, 7],
]);

function writeNau7802({ cells, gain, samplesPerSecond, scl, sda }: Nau7802Wiring): string {
  const addresses = [
    ...new Set(cells.flatMap(({ multiplexer: at }) => (at === undefined ? [] : [at]))),
  ];
  const places = cells.map(({ multiplexer, port }) =>
    multiplexer === undefined ? "{-1, 0}" : `{${addresses.indexOf(multiplexer)}, ${port}}`,
  );
  return `
constexpr gpio_num_t SDA = static_cast<gpio_num_t>(${sda});
constexpr gpio_num_t SCL = static_cast<gpio_num_t>(${scl});
constexpr uint32_t BUS_HZ = ${BUS_HZ};
constexpr int BUS_MS_MOST = 5;
constexpr uint16_t NAU7802 = 0x2a;
constexpr int MULTIPLEXERS = ${addresses.length};
constexpr uint16_t MULTIPLEXER[${Math.max(1, addresses.length)}] = {${addresses.map(formatHex).join(", ") || "0"}};
struct Place {
  int multiplexer;
  int port;
};
/** Which port of which multiplexer a channel is on; -1 where it is on the bus itself. */
constexpr Place PLACE[CHANNELS] = {${places.join(", ")}};
/** CTRL1: supply of the cell of 3.0 V, which 3.3 V leave room for, and the gain (${gain}). */
constexpr uint8_t CTRL1 = (5 << 3) | ${Math.log2(gain)};
/** CTRL2: samples a second (${samplesPerSecond}). */
constexpr uint8_t CTRL2 = ${NAU7802_RATE_BITS.get(samplesPerSecond)} << 4;
/** A chip is not asked again before its next conversion is near. */
constexpr int64_t ASK_AGAIN_US = PERIOD_US * 8 / 10;
constexpr int64_t TRY_AGAIN_US = 2000000;

inline i2c_master_bus_handle_t bus = nullptr;
inline i2c_master_dev_handle_t amplifier = nullptr;
inline i2c_master_dev_handle_t multiplexer[${Math.max(1, addresses.length)}] = {};
/** -2 where it is not known which port is open. */
inline int openMultiplexer = -2;

enum class Step : uint8_t { reset, power, check, configure, calibrate, run };
inline Step step[CHANNELS] = {};
inline int64_t dueUs[CHANNELS] = {};

inline i2c_master_dev_handle_t addDevice(uint16_t address) {
  i2c_device_config_t config = {};
  config.dev_addr_length = I2C_ADDR_BIT_LEN_7;
  config.device_address = address;
  config.scl_speed_hz = BUS_HZ;
  i2c_master_dev_handle_t device = nullptr;
  i2c_master_bus_add_device(bus, &config, &device);
  return device;
}

inline void beginAmplifiers(int64_t nowUs) {
  i2c_master_bus_config_t config = {};
  config.i2c_port = -1;
  config.sda_io_num = SDA;
  config.scl_io_num = SCL;
  config.clk_source = I2C_CLK_SRC_DEFAULT;
  config.glitch_ignore_cnt = 7;
  config.flags.enable_internal_pullup = 1;
  i2c_new_master_bus(&config, &bus);
  amplifier = addDevice(NAU7802);
  for (int at = 0; at < MULTIPLEXERS; at++) multiplexer[at] = addDevice(MULTIPLEXER[at]);
  for (int channel = 0; channel < CHANNELS; channel++) dueUs[channel] = nowUs;
}

inline bool writeByte(i2c_master_dev_handle_t device, uint8_t value) {
  return i2c_master_transmit(device, &value, 1, BUS_MS_MOST) == ESP_OK;
}
inline bool writeRegister(uint8_t name, uint8_t value) {
  const uint8_t bytes[2] = {name, value};
  return i2c_master_transmit(amplifier, bytes, 2, BUS_MS_MOST) == ESP_OK;
}
inline bool readRegisters(uint8_t name, uint8_t *out, size_t count) {
  return i2c_master_transmit_receive(amplifier, &name, 1, out, count, BUS_MS_MOST) == ESP_OK;
}

/** Connects a channel's chip to the bus, and those of all other multiplexers not. */
inline bool openPort(const Place &place) {
  if (place.multiplexer < 0) return true;
  if (openMultiplexer != place.multiplexer) {
    for (int at = 0; at < MULTIPLEXERS; at++) {
      if (at != place.multiplexer && !writeByte(multiplexer[at], 0)) return false;
    }
    openMultiplexer = place.multiplexer;
  }
  if (writeByte(multiplexer[place.multiplexer], uint8_t(1 << place.port))) return true;
  openMultiplexer = -2;
  return false;
}

/** One step of bringing a chip up; false where it does not answer. */
inline bool bringUp(int channel, int64_t nowUs) {
  uint8_t value = 0;
  switch (step[channel]) {
    case Step::reset:
      step[channel] = Step::power;
      dueUs[channel] = nowUs + 10000;
      return writeRegister(0x00, 0x01);
    case Step::power:
      step[channel] = Step::check;
      dueUs[channel] = nowUs + 2000;
      return writeRegister(0x00, 0x02);
    case Step::check:
      if (!readRegisters(0x00, &value, 1) || (value & 0x08) == 0) return false;
      step[channel] = Step::configure;
      dueUs[channel] = nowUs + 600000;
      return writeRegister(0x00, 0x86) && writeRegister(0x01, CTRL1) &&
             writeRegister(0x02, CTRL2) && writeRegister(0x15, 0x30) &&
             writeRegister(0x1b, 0x00) && writeRegister(0x1c, 0x80);
    case Step::configure:
      step[channel] = Step::calibrate;
      dueUs[channel] = nowUs + 10000;
      return writeRegister(0x02, CTRL2 | 0x04);
    case Step::calibrate:
      if (!readRegisters(0x02, &value, 1)) return false;
      dueUs[channel] = nowUs + 10000;
      if ((value & 0x04) != 0) return true;
      if ((value & 0x08) != 0) return false;
      step[channel] = Step::run;
      return writeRegister(0x00, 0x96);
    default:
      return true;
  }
}

/** Hands on what is ready now, as it is: a saturated value is the shop's to judge. */
template <typename Take> void readAmplifiers(int64_t nowUs, Take take) {
  for (int channel = 0; channel < CHANNELS; channel++) {
    if (nowUs < dueUs[channel]) continue;
    uint8_t bytes[3] = {};
    bool isThere = openPort(PLACE[channel]);
    if (isThere && step[channel] != Step::run) {
      isThere = bringUp(channel, nowUs);
    } else if (isThere) {
      isThere = readRegisters(0x00, bytes, 1);
      if (isThere && (bytes[0] & 0x20) == 0) continue;
      isThere = isThere && readRegisters(0x12, bytes, 3);
      if (isThere) {
        const uint32_t bits = (uint32_t(bytes[0]) << 16) | (uint32_t(bytes[1]) << 8) | bytes[2];
        take(channel, int32_t(bits << 8) >> 8, nowUs);
        dueUs[channel] = nowUs + ASK_AGAIN_US;
      }
    }
    if (isThere) continue;
    step[channel] = Step::reset;
    dueUs[channel] = nowUs + TRY_AGAIN_US;
  }
}
`;
}

function formatHex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** A text of several lines, or none. */
function formatPem(pem: string | undefined): string {
  return pem === undefined ? "nullptr" : `R"pem(${pem.trim()}\n)pem"`;
}

function writeTasks({ tls, wiring }: FirmwarePlan, topics: FirmwareTopics): string {
  const { cores } = BOARDS[wiring.board];
  // Wi-Fi runs on core 0.
  const samplerCore = cores - 1;
  return `
static_assert(configTICK_RATE_HZ >= 1000, "amplifiers are asked once a tick");

constexpr char FRAMES_TOPIC[] = "${topics.frames}";
constexpr char STATUS_TOPIC[] = "${topics.status}";
constexpr char TAKEN_TOPIC[] = "${topics.taken}";
constexpr int KEEP_ALIVE_S = 10;
constexpr int64_t CONNECT_AGAIN_US = 2000000;
constexpr int64_t CONNECT_US_MOST = 20000000;

/** Whose certificate the broker has to have, and the controller's own; none without TLS. */
constexpr const char *AUTHORITY = ${formatPem(tls?.authority)};
constexpr const char *CERTIFICATE = ${formatPem(tls?.own?.certificate)};
constexpr const char *CERTIFICATE_KEY = ${formatPem(tls?.own?.privateKey)};

/** How the broker is reached; its texts must outlive the program. */
struct Connection {
  /** Such as mqtt://192.168.1.10:1883 */
  const char *broker;
  const char *user;
  const char *password;
};

inline Connection connection = {};
inline Sampler sampler;
inline Outbox outbox;
/** Guards the outbox. It is never held while MQTT is spoken to, which has a lock of its own. */
inline std::mutex outboxLock;
inline QueueHandle_t acknowledgements = nullptr;

enum class Link : uint8_t { none, connecting, connected, broken };
inline volatile Link link = Link::none;

inline void onAnswer(const esp_mqtt_event_t &event) {
  if (event.topic_len != int(sizeof(TAKEN_TOPIC)) - 1) return;
  if (memcmp(event.topic, TAKEN_TOPIC, size_t(event.topic_len)) != 0) return;
  bool isAny = false;
  uint32_t boot = 0;
  uint32_t number = 0;
  if (!readTaken(event.data, event.data_len, &isAny, &boot, &number)) return;
  std::lock_guard<std::mutex> guard(outboxLock);
  outbox.noteTaken(isAny, boot, number);
}

inline void onMqtt(void *, esp_event_base_t, int32_t id, void *data) {
  const auto *event = static_cast<esp_mqtt_event_t *>(data);
  if (id == MQTT_EVENT_CONNECTED) link = Link::connected;
  if (id == MQTT_EVENT_DISCONNECTED) link = Link::broken;
  if (id == MQTT_EVENT_DATA) onAnswer(*event);
  if (id == MQTT_EVENT_PUBLISHED) xQueueSend(acknowledgements, &event->msg_id, 0);
}

inline esp_mqtt_client_handle_t startClient() {
  esp_mqtt_client_config_t config = {};
  config.broker.address.uri = connection.broker;
  config.broker.verification.certificate = AUTHORITY;
  config.credentials.client_id = DEVICE_ID;
  config.credentials.username = connection.user;
  config.credentials.authentication.password = connection.password;
  config.credentials.authentication.certificate = CERTIFICATE;
  config.credentials.authentication.key = CERTIFICATE_KEY;
  config.session.keepalive = KEEP_ALIVE_S;
  config.session.last_will.topic = STATUS_TOPIC;
  config.session.last_will.msg = "offline";
  config.session.last_will.qos = 1;
  config.session.last_will.retain = 1;
  // A new client for each connection: frames are sent again from the outbox alone, in their order.
  config.network.disable_auto_reconnect = true;
  esp_mqtt_client_handle_t client = esp_mqtt_client_init(&config);
  if (client == nullptr) return nullptr;
  esp_mqtt_client_register_event(client, MQTT_EVENT_ANY, onMqtt, nullptr);
  link = Link::connecting;
  if (esp_mqtt_client_start(client) == ESP_OK) return client;
  esp_mqtt_client_destroy(client);
  return nullptr;
}

/** Sums of what came since they were shown last. */
inline double sums[CHANNELS] = {};
inline uint32_t counts[CHANNELS] = {};

inline void noteFrame(const Slot &frame) {
  std::lock_guard<std::mutex> guard(outboxLock);
  outbox.push(frame);
  for (int at = 0; at < CHANNELS * SAMPLES; at++) {
    if (frame.samples[at] == NOTHING) continue;
    sums[at % CHANNELS] += frame.samples[at];
    counts[at % CHANNELS]++;
  }
}

/** Said where nothing is sent: the broker is not reached, or the shop does not answer there. */
constexpr char NO_ANSWER[] = "; the shop does not answer";

/** Writes the mean counts of each channel since the last call, such as "1: -84213, 2: nothing". */
inline const char *describeCounts() {
  static char text[CHANNELS * 20 + sizeof(NO_ANSWER)];
  std::lock_guard<std::mutex> guard(outboxLock);
  int end = 0;
  for (int channel = 0; channel < CHANNELS; channel++) {
    const char *comma = channel == 0 ? "" : ", ";
    char *out = text + end;
    const size_t room = sizeof(text) - size_t(end);
    end += counts[channel] == 0
               ? snprintf(out, room, "%s%d: nothing", comma, channel + 1)
               : snprintf(out, room, "%s%d: %ld", comma, channel + 1,
                          lround(sums[channel] / counts[channel]));
    sums[channel] = 0;
    counts[channel] = 0;
  }
  if (!outbox.hasAnswer()) snprintf(text + end, sizeof(text) - size_t(end), "%s", NO_ANSWER);
  return text;
}

/** Reads amplifiers and nothing else, so that no network holds it up. */
inline void sampleForever(void *) {
  sampler.begin(esp_timer_get_time());
  beginAmplifiers(esp_timer_get_time());
  for (;;) {
    readAmplifiers(esp_timer_get_time(), [](int channel, int32_t counts, int64_t nowUs) {
      sampler.convert(channel, counts, nowUs);
    });
    if (sampler.advance(esp_timer_get_time())) noteFrame(sampler.frame);
    vTaskDelay(1);
  }
}

inline void sendWaiting(esp_mqtt_client_handle_t client) {
  static uint8_t packet[FRAME_BYTES];
  for (;;) {
    uint32_t number = 0;
    {
      std::lock_guard<std::mutex> guard(outboxLock);
      if (!outbox.takeNext(esp_timer_get_time(), packet, &number)) return;
    }
    // Stored by the client and sent by its own task, with a QoS of 1.
    const int id = esp_mqtt_client_enqueue(client, FRAMES_TOPIC, reinterpret_cast<const char *>(packet),
                                           FRAME_BYTES, 1, 0, true);
    if (id < 0) return;
    std::lock_guard<std::mutex> guard(outboxLock);
    outbox.noteSent(number, id, esp_timer_get_time());
  }
}

inline void sendForever(void *) {
  esp_mqtt_client_handle_t client = nullptr;
  int64_t sinceUs = -CONNECT_AGAIN_US;
  bool isAnnounced = false;
  for (;;) {
    int id = 0;
    while (xQueueReceive(acknowledgements, &id, pdMS_TO_TICKS(10)) == pdTRUE) {
      std::lock_guard<std::mutex> guard(outboxLock);
      outbox.noteAcknowledged(id);
    }
    const int64_t nowUs = esp_timer_get_time();
    if (client == nullptr) {
      if (nowUs - sinceUs < CONNECT_AGAIN_US) continue;
      sinceUs = nowUs;
      isAnnounced = false;
      client = startClient();
    } else if (link == Link::broken ||
               (link == Link::connecting && nowUs - sinceUs >= CONNECT_US_MOST)) {
      esp_mqtt_client_destroy(client);
      client = nullptr;
      link = Link::none;
      sinceUs = esp_timer_get_time();
      xQueueReset(acknowledgements);
      std::lock_guard<std::mutex> guard(outboxLock);
      outbox.noteDisconnected();
    } else if (link == Link::connected) {
      if (!isAnnounced) {
        isAnnounced =
            esp_mqtt_client_subscribe_single(client, TAKEN_TOPIC, 1) >= 0 &&
            esp_mqtt_client_enqueue(client, STATUS_TOPIC, "online", 0, 1, 1, true) >= 0;
      }
      sendWaiting(client);
    }
  }
}

/** Called once, when the network is set up; false where there is no memory for a single frame. */
inline bool begin(const Connection &to) {
  connection = to;
  acknowledgements = xQueueCreate(4 * IN_FLIGHT_MAX, sizeof(int));
  if (acknowledgements == nullptr || !outbox.begin(esp_random())) return false;
  xTaskCreatePinnedToCore(sendForever, "saunter-send", 6144, nullptr, 3, nullptr, 0);
  xTaskCreatePinnedToCore(sampleForever, "saunter-sample", 4096, nullptr, 10, nullptr, ${samplerCore});
  return true;
}
`;
}
