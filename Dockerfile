# A shop's process with its pages, as small as it runs, and with `--target chain` a chain's. Cameras need `--build-arg CAMERAS=1`.
#
#     docker build -t saunter .
#     docker run --rm -p 8420:8420 -v saunter:/data -v ./shop:/shop saunter serve /shop/shop.yaml --data /data
# A shop's configuration has to listen on all addresses of the container: `http: { host: 0.0.0.0 }`. No container could
# be built where this file was written: its steps were run one by one on a fresh clone, and what they made was started.
FROM node:24-bookworm-slim AS build
WORKDIR /saunter
COPY package.json package-lock.json .npmrc tsconfig.base.json ./
COPY scripts scripts
COPY packages packages
COPY apps apps
COPY examples examples
ARG CAMERAS=
RUN npm ci --omit=dev $([ -n "$CAMERAS" ] || echo --omit=peer) && node scripts/screens.ts

FROM node:24-bookworm-slim AS runtime
ENV NODE_ENV=production
COPY --from=build /saunter /saunter
WORKDIR /saunter

FROM runtime AS chain
USER node
EXPOSE 8430 9430
ENTRYPOINT ["node", "/saunter/apps/chain/bin/saunter-chain.mjs"]
CMD ["--help"]
HEALTHCHECK --start-period=60s CMD ["node", "-e", "fetch('http://localhost:8430/v1/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

FROM runtime AS shop
ARG CAMERAS=
RUN if [ -n "$CAMERAS" ]; then apt-get update && apt-get install -y --no-install-recommends ffmpeg && \
    rm -rf /var/lib/apt/lists/*; fi
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8420
ENTRYPOINT ["node", "/saunter/apps/shop/bin/saunter.mjs"]
CMD ["--help"]
HEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch('http://localhost:8420/v1/shop').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
