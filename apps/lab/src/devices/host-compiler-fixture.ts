/** Compiles generated firmware for this machine, with stand-ins for the chip's own functions. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Whether this machine has a C++ compiler; CI installs it. */
export const HAS_COMPILER = (() => {
  try {
    execFileSync("g++", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

const HEADERS = [
  ...["driver/gpio.h", "driver/i2c_master.h", "esp_random.h", "esp_rom_sys.h", "esp_timer.h"],
  ...["freertos/FreeRTOS.h", "freertos/queue.h", "freertos/task.h", "mqtt_client.h"],
  ...["Arduino.h", "WiFi.h"],
];

/**
 * Declarations as ESP-IDF 5.5 and the ESP32 core of Arduino 3 have them, as far as the firmware uses them. Pins are
 * those of simulated HX711s; the bus has a simulated TCA9548 at 0x70 with a NAU7802 on each port.
 */
const STAND_INS = `#pragma once
#include <cstddef>
#include <cstdio>
#include <cstdint>
#include <cstring>
typedef int esp_err_t;
#define ESP_OK 0
#define ESP_FAIL -1

typedef enum { GPIO_NUM_NC = -1, GPIO_NUM_0 = 0, GPIO_NUM_MAX = 49 } gpio_num_t;
typedef enum { GPIO_MODE_INPUT = 1, GPIO_MODE_OUTPUT = 2 } gpio_mode_t;
/** An HX711: its DOUT is a pin, its SCK the next. */
struct SimulatedHx711 { bool isReady; int32_t counts; int pulses; int sck; };
inline SimulatedHx711 hx711[64] = {};
inline esp_err_t gpio_reset_pin(gpio_num_t) { return ESP_OK; }
inline esp_err_t gpio_set_direction(gpio_num_t, gpio_mode_t) { return ESP_OK; }
inline esp_err_t gpio_set_level(gpio_num_t pin, uint32_t level) {
  if (level == 1 && pin > 0) hx711[pin - 1].pulses++;
  return ESP_OK;
}
inline int gpio_get_level(gpio_num_t pin) {
  const SimulatedHx711 &one = hx711[pin];
  if (one.pulses == 0) return one.isReady ? 0 : 1;
  return one.pulses > 24 ? 1 : (one.counts >> (24 - one.pulses)) & 1;
}
inline void esp_rom_delay_us(uint32_t) {}

struct i2c_device { uint16_t address; };
typedef struct i2c_device *i2c_master_dev_handle_t;
typedef struct i2c_bus *i2c_master_bus_handle_t;
typedef enum { I2C_ADDR_BIT_LEN_7 = 0 } i2c_addr_bit_len_t;
typedef enum { I2C_CLK_SRC_DEFAULT = 4 } i2c_clock_source_t;
typedef struct {
  int i2c_port;
  gpio_num_t sda_io_num;
  gpio_num_t scl_io_num;
  i2c_clock_source_t clk_source;
  uint8_t glitch_ignore_cnt;
  int intr_priority;
  size_t trans_queue_depth;
  struct { uint32_t enable_internal_pullup : 1; uint32_t allow_pd : 1; } flags;
} i2c_master_bus_config_t;
typedef struct {
  i2c_addr_bit_len_t dev_addr_length;
  uint16_t device_address;
  uint32_t scl_speed_hz;
  uint32_t scl_wait_us;
  struct { uint32_t disable_ack_check : 1; } flags;
} i2c_device_config_t;
struct SimulatedNau7802 { bool isThere; bool isReady; int32_t counts; uint8_t registers[32]; };
inline SimulatedNau7802 nau7802[8] = {};
inline uint8_t openPorts = 0;
inline SimulatedNau7802 *findOpen() {
  SimulatedNau7802 *found = nullptr;
  for (int port = 0; port < 8; port++) {
    if (((openPorts >> port) & 1) == 0 || !nau7802[port].isThere) continue;
    if (found != nullptr) return nullptr;
    found = &nau7802[port];
  }
  return found;
}
inline esp_err_t i2c_new_master_bus(const i2c_master_bus_config_t *, i2c_master_bus_handle_t *) { return ESP_OK; }
inline esp_err_t i2c_master_bus_add_device(i2c_master_bus_handle_t, const i2c_device_config_t *config,
                                           i2c_master_dev_handle_t *device) {
  *device = new i2c_device{config->device_address};
  return ESP_OK;
}
inline esp_err_t i2c_master_transmit(i2c_master_dev_handle_t device, const uint8_t *bytes, size_t count, int) {
  if (device->address != 0x2a) { openPorts = bytes[0]; return ESP_OK; }
  SimulatedNau7802 *chip = findOpen();
  if (chip == nullptr || count != 2) return ESP_FAIL;
  chip->registers[bytes[0]] = bytes[1];
  return ESP_OK;
}
inline esp_err_t i2c_master_transmit_receive(i2c_master_dev_handle_t, const uint8_t *name, size_t,
                                             uint8_t *out, size_t count, int) {
  SimulatedNau7802 *chip = findOpen();
  if (chip == nullptr) return ESP_FAIL;
  if (*name == 0x12 && count == 3) {
    for (int byte = 0; byte < 3; byte++) out[byte] = uint8_t(chip->counts >> (16 - 8 * byte));
    chip->isReady = false;
    return ESP_OK;
  }
  out[0] = chip->registers[*name];
  if (*name == 0x00) {
    const bool isRunning = (out[0] & 0x10) != 0;
    out[0] |= ((out[0] & 0x02) != 0 ? 0x08 : 0) | (isRunning && chip->isReady ? 0x20 : 0);
  }
  if (*name == 0x02) chip->registers[2] &= ~0x04;
  return ESP_OK;
}

inline uint32_t esp_random(void) { return 1; }
inline int64_t simulatedUs = 0;
inline int64_t esp_timer_get_time(void) { return simulatedUs; }

typedef struct { int owner; } portMUX_TYPE;
#define portMUX_INITIALIZER_UNLOCKED {0}
#define portENTER_CRITICAL(lock) ((void)(lock))
#define portEXIT_CRITICAL(lock) ((void)(lock))
typedef int BaseType_t;
typedef unsigned UBaseType_t;
typedef uint32_t TickType_t;
typedef void (*TaskFunction_t)(void *);
typedef struct task *TaskHandle_t;
typedef struct queue *QueueHandle_t;
#define pdTRUE 1
#define configTICK_RATE_HZ 1000
#define pdMS_TO_TICKS(ms) (ms)
inline void vTaskDelay(TickType_t) {}
inline BaseType_t xTaskCreatePinnedToCore(TaskFunction_t, const char *, uint32_t, void *, UBaseType_t,
                                          TaskHandle_t *, BaseType_t) { return 1; }
inline QueueHandle_t xQueueCreate(UBaseType_t, UBaseType_t) { return nullptr; }
inline BaseType_t xQueueSend(QueueHandle_t, const void *, TickType_t) { return 1; }
inline BaseType_t xQueueReceive(QueueHandle_t, void *, TickType_t) { return 0; }
inline BaseType_t xQueueReset(QueueHandle_t) { return 1; }

typedef const char *esp_event_base_t;
typedef void (*esp_event_handler_t)(void *, esp_event_base_t, int32_t, void *);
typedef struct esp_mqtt_client *esp_mqtt_client_handle_t;
typedef enum {
  MQTT_EVENT_ANY = -1, MQTT_EVENT_ERROR = 0, MQTT_EVENT_CONNECTED, MQTT_EVENT_DISCONNECTED,
  MQTT_EVENT_SUBSCRIBED, MQTT_EVENT_UNSUBSCRIBED, MQTT_EVENT_PUBLISHED, MQTT_EVENT_DATA
} esp_mqtt_event_id_t;
typedef struct { char *data; int data_len; char *topic; int topic_len; int msg_id; } esp_mqtt_event_t;
typedef struct {
  struct { struct { const char *uri; } address; struct { const char *certificate; } verification; } broker;
  struct {
    const char *username; const char *client_id;
    struct { const char *password; const char *certificate; const char *key; } authentication;
  } credentials;
  struct {
    struct { const char *topic; const char *msg; int msg_len; int qos; int retain; } last_will;
    bool disable_clean_session;
    int keepalive;
  } session;
  struct { int reconnect_timeout_ms; int timeout_ms; bool disable_auto_reconnect; } network;
} esp_mqtt_client_config_t;
inline esp_mqtt_client_handle_t esp_mqtt_client_init(const esp_mqtt_client_config_t *) { return nullptr; }
inline esp_err_t esp_mqtt_client_start(esp_mqtt_client_handle_t) { return ESP_OK; }
inline esp_err_t esp_mqtt_client_destroy(esp_mqtt_client_handle_t) { return ESP_OK; }
inline esp_err_t esp_mqtt_client_register_event(esp_mqtt_client_handle_t, esp_mqtt_event_id_t, esp_event_handler_t,
                                                void *) { return ESP_OK; }
inline int esp_mqtt_client_subscribe_single(esp_mqtt_client_handle_t, const char *, int) { return 1; }
inline int esp_mqtt_client_enqueue(esp_mqtt_client_handle_t, const char *, const char *, int, int, int, bool) { return 1; }

#define WIFI_STA 1
struct SimulatedWifi {
  void mode(int) {}
  void setAutoReconnect(bool) {}
  void begin(const char *, const char *) {}
  void setSleep(bool) {}
};
inline SimulatedWifi WiFi;
struct SimulatedSerial {
  void begin(unsigned long) {}
  void print(const char *) {}
  void println(const char *text) { puts(text); }
};
inline SimulatedSerial Serial;
inline void delay(uint32_t) {}
`;

/** Compiles `source`, which may include `files`, and gives the program's path; throws with the compiler's errors. */
export function compileForHost(
  source: string,
  files: readonly { readonly name: string; readonly text: string }[],
): string {
  const folder = mkdtempSync(join(tmpdir(), "firmware-"));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write("stand-ins.h", STAND_INS);
  for (const name of HEADERS) write(name, '#include "stand-ins.h"\n');
  for (const { name, text } of files) write(name, text);
  write("main.cpp", source);
  const program = join(folder, "program");
  const flags = ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-fno-exceptions", "-fno-rtti"];
  const checks = ["-g", "-fsanitize=undefined,address", "-fno-sanitize-recover=all"];
  execFileSync(
    "g++",
    [...flags, ...checks, "-I", folder, join(folder, "main.cpp"), "-o", program],
    {
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    },
  );
  return program;
}
