import { listTasks } from "./measure-cart.ts";
import { countUnits, playTrip } from "./play-trip.ts";
import { checkTrip } from "./score-trips.ts";
import { playTrips } from "./trip-pool.ts";

const tasks = listTasks(Number(process.argv[2] ?? 210_000), 1200).filter(
  (t) => t.habit === "honest",
);
const trips = await playTrips("x", tasks);
trips.forEach((t, i) => {
  if (t.isExact || checkTrip(t) !== "none") return;
  const { world } = playTrip(tasks[i]!);
  const P = new Map(world.products.map((o) => [o.barcode, o]));
  const d = [...countUnits(t)]
    .filter(([, n]) => n !== 0)
    .map(
      ([b, n]) =>
        `${n > 0 ? "too much" : "missing"} ${n} ${(P.get(b)?.weightG ?? NaN).toFixed(0)}g ${P.get(b)?.price}`,
    );
  console.log(
    tasks[i]!.seed,
    t.family,
    "exact",
    t.certainty.probabilityExact.toFixed(3),
    "m",
    t.certainty.probabilityMissing.toFixed(3),
    "t",
    t.certainty.probabilityTooMuch.toFixed(3),
    "lines",
    t.lines,
    "q",
    t.questions,
    d.join("; "),
  );
});
