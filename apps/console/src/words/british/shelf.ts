/** Every word of shelf in the console. Other languages are typed by these. */
export const shelf = {
  missing: "This shelf does not exist",
  seeAll: "See all shelves on the floor",
  back: "Back to floor",
  title: (gondola: number, shelf: number) => `Gondola ${gondola}, shelf ${shelf}`,
  planogram: "Planogram",
  tooMany: "Too many live shelf views are open. Close one to see this shelf live.",
  lost: "Connection lost. These are the last readings.",
  nearby: "Nearby shelves",
  neighbours: {
    previous: "Previous gondola",
    above: "Shelf above",
    below: "Shelf below",
    next: "Next gondola",
  },
  noNeighbour: (name: string) => `${name}: none`,

  silent: "No readings from this shelf yet",
  silentText: "Its plates appear when the gondola sends its first readings.",
  unplanned: "Plates without a product",
  noProduct: "No product",
  expected: "expected",
  byWeight: "by weight",
  state: "State",
  stock: {
    more: (count: number) => `${count} more than expected`,
    fewer: (count: number) => `${count} fewer than expected`,
    low: "low stock",
    uncounted: "not counted",
    asExpected: "as expected",
  },

  plates: {
    silent: "No readings from these plates yet.",
    caption: "Plates and their readings in the last minute",
    plate: "Plate",
    lastMinute: "Last minute",
    sinceCount: "Since count",
    reading: "Reading",
    noise: "Noise",
    health: "Health",
    grams: (amount: string) => `${amount} g`,
    moves: "moves",
    well: "OK",
  },

  picks: "Recent picks",
};
