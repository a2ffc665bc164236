import { Empty } from "@saunter/ui/components/notes";
import { useMemo } from "preact/hooks";
import { planRoute, type Route } from "../map/plan-route.ts";
import {
  findBounds,
  findMiddle,
  findShelf,
  type MapShelf,
  type Place,
  type ShopMap,
} from "../map/shop-map.ts";
import { catalogue, state } from "../session.ts";
import { words } from "../words.ts";

/** Where things are, and the way to what is still to get. */
export function MapPage() {
  const texts = words.texts.map;
  const map = catalogue.value?.map ?? null;
  return (
    <>
      <h1>{texts.title}</h1>
      {map === null || map.gondolas.length === 0 ? (
        <Empty title={texts.none} />
      ) : (
        <RouteMap map={map} />
      )}
    </>
  );
}

interface Wanted {
  readonly shelf: MapShelf;
  readonly names: readonly string[];
}

function RouteMap({ map }: { readonly map: ShopMap }) {
  const texts = words.texts.map;
  const { wanted, unplaced } = findWanted(map);
  const key = wanted.map(({ shelf }) => shelf.gondola).join();
  const route = useMemo(
    () =>
      planRoute(
        map,
        wanted.map(({ shelf }) => shelf),
      ),
    [map, key],
  );
  const named = route.shelves.map((shelf) => wanted.find((one) => one.shelf === shelf)!);
  const count = named.reduce((sum, { names }) => sum + names.length, 0);
  return (
    <>
      <p role="status">{count === 0 ? texts.noRoute : texts.route(count)}</p>
      <ol class="cart-stops">
        {named.map(({ shelf, names }, at) => (
          <li key={shelf.gondola}>
            <strong dir="auto">{texts.stop(String(at + 1), names.join(", "))}</strong>{" "}
            {texts.shelf(shelf.name ?? String(shelf.gondola))}
          </li>
        ))}
      </ol>
      {unplaced.length === 0 ? null : <p>{texts.unplaced(unplaced.join(", "))}</p>}
      <MapPicture map={map} route={route} />
    </>
  );
}

/** What of the list is still to get: by its shelf, and what has none. */
function findWanted(map: ShopMap) {
  const { list, position } = state.value!;
  const products = new Map(catalogue.value!.products.map((one) => [one.gtin, one]));
  const byShelf = new Map<MapShelf, string[]>();
  const unplaced: string[] = [];
  for (const { text, gtin, isInCart } of list) {
    if (isInCart) continue;
    const product = gtin === null ? undefined : products.get(gtin);
    const shelf = product === undefined ? null : findShelf(map, product);
    if (shelf === null) unplaced.push(text);
    else byShelf.set(shelf, [...(byShelf.get(shelf) ?? []), text]);
  }
  const wanted: Wanted[] = [...byShelf].map(([shelf, names]) => ({ shelf, names }));
  // The beacons of a shop carry its shelves' names: the way begins where the cart is.
  const isHere = ({ shelf }: Wanted): boolean => shelf.name !== null && shelf.name === position;
  return { wanted: [...wanted.filter(isHere), ...wanted.filter((one) => !isHere(one))], unplaced };
}

const LETTERS_M = 0.6;

/** Metres: letters stay within a shelf that is narrow. */
function fitLetters({ outline }: MapShelf): number {
  const sidesM = outline.map((corner, at) => {
    const next = outline[(at + 1) % outline.length]!;
    return Math.hypot(next.xM - corner.xM, next.yM - corner.yM);
  });
  return Math.min(LETTERS_M, 0.85 * Math.min(...sidesM));
}

/** The y axis of the shop points up, that of a picture down. */
function MapPicture({ map, route }: { readonly map: ShopMap; readonly route: Route }) {
  const { minXM, minYM, maxXM, maxYM } = findBounds(map);
  const write = (places: readonly Place[]): string =>
    places.map(({ xM, yM }) => `${xM},${-yM}`).join(" ");
  return (
    <svg
      class="cart-map own-colours"
      viewBox={`${minXM} ${-maxYM} ${maxXM - minXM} ${maxYM - minYM}`}
      role="img"
      aria-label={words.texts.map.title}
    >
      {map.gondolas.map((shelf) => {
        const { xM, yM } = findMiddle(shelf);
        return (
          <g key={shelf.gondola} class={route.shelves.includes(shelf) ? "wanted" : ""}>
            <polygon points={write(shelf.outline)} />
            <text x={xM} y={-yM} font-size={fitLetters(shelf)} text-anchor="middle" dy="0.35em">
              {shelf.name ?? shelf.gondola}
            </text>
          </g>
        );
      })}
      <polyline points={write(route.way)} />
      {route.stops.map(({ xM, yM }, at) => (
        <g key={`${xM} ${yM}`} class="stop">
          <circle cx={xM} cy={-yM} r={LETTERS_M * 0.7} />
          <text x={xM} y={-yM} font-size={LETTERS_M} text-anchor="middle" dy="0.35em">
            {at + 1}
          </text>
        </g>
      ))}
    </svg>
  );
}
