/** Bounds of what a configuration may hold. A shop's own file is far below all of them. */
export const CONFIG_LIMITS = {
  /** The configuration itself. */
  configBytesMax: 1024 * 1024,
  /** A catalogue or planogram as CSV; some 200,000 products. */
  csvBytesMax: 16 * 1024 * 1024,
  /** A file that is named here and read by others: a plug-in, a certificate. */
  namedFileBytesMax: 16 * 1024 * 1024,
  /** A catalogue as JSON; some 15,000 products. Reading it with its lines takes long: use CSV. */
  jsonBytesMax: 2 * 1024 * 1024,
  /** Plates of all gondolas together. */
  platesTotalMax: 100_000,
  /** A file that holds a secret. */
  secretBytesMax: 64 * 1024,
  /** A font, with the characters of many scripts. */
  fontBytesMax: 32 * 1024 * 1024,
  /** Values of a YAML or JSON file once its aliases are written out. */
  nodesMax: 500_000,
  depthMax: 24,
  /** Problems reported at once; further ones are counted. */
  problemsMax: 50,
  /** Characters of what was found that a message repeats. */
  foundCharsMax: 40,
  /** Characters of a name: products, gates, offers. */
  nameCharsMax: 200,
  releaseTextCharsMax: 300,
  releaseTextsMax: 50,
  productsMax: 200_000,
  pricesMax: 100,
  planogramRowsMax: 100_000,
  gondolasMax: 1000,
  shelvesMax: 30,
  /** Of a smart cart on a lane's scale, grams. */
  cartGMax: 500_000,
  platesMax: 200,
  /** Of one gondola, and cells of one board. */
  boardsMax: 60,
  boardCellsMax: 16,
  gatesMax: 64,
  camerasMax: 64,
  devicesMax: 1000,
  cornersMax: 64,
  offersMax: 2000,
  offerProductsMax: 10_000,
  accountsMax: 10_000,
  debtRetriesMax: 20,
  webhooksMax: 32,
  webhookEventsMax: 100,
  addressLinesMax: 8,
  partyMax: 50,
  trustedProxiesMax: 64,
  shardsMax: 1024,
} as const;
