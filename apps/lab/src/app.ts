/** What the lab brings to the `saunter` command: its own commands, and what stands for a world. */
import { writeFile } from "node:fs/promises";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { CommandIo } from "@saunter/shop/command-line/command-io";
import type { InstalledApp } from "@saunter/shop/commands/installed-app";

/** Demonstrations are as many as seeds that can be given. */
const SEEDS = 2 ** 32;

const write = (path: string, text: string): Promise<void> => writeFile(path, text);

/** Of trips of smart carts. */
const cartCommands: InstalledApp["commands"] = (io) => ({
  "simulate-cart": async () => {
    const { addSimulateCartCommand } = await import("./commands/simulate-cart.ts");
    const { writeCartRecording: writeRecording } = await import(
      "@saunter/ingest/cart-recordings/write-cart-recording"
    );
    return (program) => addSimulateCartCommand(program, { io, writeRecording });
  },
  "evaluate-cart": async () => {
    const { addEvaluateCartCommand } = await import("./commands/evaluate-cart.ts");
    const { findCartRecordings, readCartRecording } = await import(
      "@saunter/ingest/cart-recordings/read-cart-recording"
    );
    return (program) =>
      addEvaluateCartCommand(program, {
        io,
        findRecordings: findCartRecordings,
        readRecording: readCartRecording,
        writeFile: write,
      });
  },
});

/** Devices of a shop with live sensors, simulated or from a recording. */
const deviceCommands: InstalledApp["commands"] = (io) => ({
  devices: async () => {
    const { addDevicesCommand } = await import("./commands/devices.ts");
    const { openMqttDevice: openDevice } = await import("./devices/mqtt-device.ts");
    const { openSimulatedGate: openGate } = await import("./devices/simulated-gate.ts");
    const { loadConfig } = await import("@saunter/shop/config/load-config");
    const { onInputLine: onLine } = await import("./devices/input-lines.ts");
    return (program) =>
      addDevicesCommand(program, {
        io,
        openDevice,
        openGate,
        fetch,
        onLine,
        loadConfig: (file) => loadConfig(file, process.env),
      });
  },
  play: async () => {
    const { addPlayCommand } = await import("./commands/play.ts");
    const { openMqttDevice: openDevice } = await import("./devices/mqtt-device.ts");
    const { loadConfig } = await import("@saunter/shop/config/load-config");
    const { RECORDING_FOLDERS: recordings } = await import(
      "@saunter/ingest/recordings/recording-folders"
    );
    return (program) =>
      addPlayCommand(program, {
        io,
        recordings,
        openDevice,
        loadConfig: (file) => loadConfig(file, process.env),
      });
  },
});

export const APP: InstalledApp = {
  commands: (io: CommandIo) => ({
    shop: async () => {
      const { addShopCommand } = await import("./commands/shop.ts");
      const { createSteppedEngine } = await import("@saunter/ingest/recordings/stepped-engines");
      // It may run for days: outputs are not kept.
      const createEngine = (shop: ShopModel) => createSteppedEngine(shop, { keepResults: false });
      return (program) => addShopCommand(program, { io, createEngine });
    },
    simulate: async () => {
      const { addSimulateCommand } = await import("./commands/simulate.ts");
      const { compareSignals } = await import("./compare-signals.ts");
      const { createSteppedEngine: createEngine } = await import(
        "@saunter/ingest/recordings/stepped-engines"
      );
      const { writeSimulation: writeRecording } = await import(
        "@saunter/stand-ins/recordings/write-simulation"
      );
      return (program) =>
        addSimulateCommand(program, { io, createEngine, writeRecording, compareSignals });
    },
    evaluate: async () => {
      const { addEvaluateCommand } = await import("./commands/evaluate.ts");
      const { RECORDING_FOLDERS: recordings } = await import(
        "@saunter/ingest/recordings/recording-folders"
      );
      const engines = await import("@saunter/ingest/recordings/stepped-engines");
      return (program) =>
        addEvaluateCommand(program, {
          io,
          recordings,
          writeFile: write,
          createEngine: engines.createSteppedEngine,
          createBaseline: engines.createSteppedBaseline,
        });
    },
    forecast: async () => {
      const { addForecastCommand } = await import("./commands/forecast.ts");
      return (program) => addForecastCommand(program, { io });
    },
    ...cartCommands(io),
    track: async () => {
      const { addTrackCommand } = await import("./commands/track.ts");
      return (program) => addTrackCommand(program, { io, writeFile: write });
    },
    "score-tracks": async () => {
      const { addScoreTracksCommand } = await import("./commands/score-tracks.ts");
      return (program) => addScoreTracksCommand(program, { io });
    },
    demo: async () => {
      const { addDemoCommand } = await import("./commands/demo.ts");
      const { RECORDING_FOLDERS } = await import("@saunter/ingest/recordings/recording-folders");
      const { findPort } = await import("@saunter/shop/serve/find-port");
      const { findPageOpener, openPageWith } = await import("@saunter/shop/command-line/open-page");
      const { findScreens } = await import("@saunter/shop/serve/find-screens");
      const openBrowser = (url: string): boolean => {
        const opener = findPageOpener(process.platform, process.env, io.outIsTerminal);
        return opener !== null && openPageWith(opener, url);
      };
      return (program) =>
        addDemoCommand(program, {
          io,
          openBrowser,
          findPort,
          runShop: async (config, loadGoods, onServing, signal, sources) => {
            const { runShop } = await import("@saunter/shop/serve/run-shop");
            const { makeDemonstration } = await import("./simulator/extension.ts");
            const screens = findScreens();
            return runShop(config, loadGoods, onServing, signal, {
              isClockRight: true,
              screens,
              extension: makeDemonstration(sources, screens?.shopper ?? null),
            });
          },
          findRecordings: (paths) => RECORDING_FOLDERS.find(paths),
          makeSeed: () => io.nowMs() % SEEDS,
          hasScreens: () => findScreens() !== null,
        });
    },
    ...deviceCommands(io),
    crash: async () => {
      const { addCrashCommand } = await import("./commands/crash.ts");
      return (program) =>
        addCrashCommand(program, {
          io,
          runCrashes: async (options) =>
            (await import("./torture/run-crashes.ts")).runCrashes(options),
        });
    },
    torture: async () => {
      const { addTortureCommand } = await import("./commands/torture.ts");
      return (program) =>
        addTortureCommand(program, {
          io,
          runTorture: async (options) =>
            (await import("./torture/run-torture.ts")).runTorture(options),
        });
    },
  }),
  extension: async () => (await import("./simulator/extension.ts")).SIMULATION,
};
