# syntax=docker/dockerfile:1
# One file, two images: `docker build --target server .` and `--target worker .`

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY rules/package.json rules/
COPY workflows/package.json workflows/
COPY server/package.json server/
COPY worker/package.json worker/
COPY web/package.json web/
COPY embedded/package.json embedded/
COPY bench/package.json bench/
COPY test/package.json test/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npx tsc -b worker && npm run build -w @cairn/workflows && npm run build -w @cairn/web

# Only what runs: the packages of server and worker, compiled code, the pages.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY rules/package.json rules/
COPY workflows/package.json workflows/
COPY server/package.json server/
COPY worker/package.json worker/
RUN npm ci --omit=dev --no-audit --no-fund -w @cairn/rules -w @cairn/workflows -w @cairn/server -w @cairn/worker --include-workspace-root

FROM node:24-bookworm-slim AS runtime
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
# Temporal's core checks certificates by the system's list.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=dependencies /app ./
COPY --from=build /app/rules/dist rules/dist
COPY --from=build /app/workflows/dist workflows/dist
COPY --from=build /app/server/dist server/dist
COPY --from=build /app/worker/dist worker/dist
USER node

FROM runtime AS worker
EXPOSE 3001
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:3001/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "worker/dist/main.js"]

FROM runtime AS server
COPY --from=build /app/web/dist web/dist
# The demo shop that Home offers to an empty workspace.
COPY server/demo/shop/cdnow-sample.txt.gz server/demo/shop/ATTRIBUTION.md server/demo/shop/
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/dist/main.js"]
