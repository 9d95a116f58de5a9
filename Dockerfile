# syntax=docker/dockerfile:1

# The native module (better-sqlite3) is compiled here where no prebuilt one can be fetched; the tools stay behind.
FROM node:22-bookworm AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc turbo.json tsconfig.base.json ./
COPY shared/package.json shared/
COPY agent/package.json agent/
COPY server/package.json server/
COPY web/package.json web/
RUN npm ci --no-audit --no-fund
COPY shared shared
COPY agent agent
COPY server server
COPY web web
RUN npx turbo run build --output-logs=errors-only && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production API_HOST=0.0.0.0 STORAGE_PATH=/storage
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/shared/package.json shared/
COPY --from=build /build/shared/dist shared/dist
COPY --from=build /build/agent/package.json agent/
COPY --from=build /build/agent/bin agent/bin
COPY --from=build /build/agent/dist agent/dist
COPY --from=build /build/server/package.json server/
COPY --from=build /build/server/bin server/bin
COPY --from=build /build/server/migrations server/migrations
COPY --from=build /build/server/dist server/dist
COPY --from=build /build/web/dist web/dist
COPY deploy/healthcheck.mjs deploy/
# `docker compose exec hub chroniton status`
RUN ln -s /app/server/bin/chroniton.mjs /usr/local/bin/chroniton \
 && ln -s /app/agent/bin/chroniton-agent.mjs /usr/local/bin/chroniton-agent \
 && install -d -o node -g node -m 0700 /storage
USER node
VOLUME /storage
EXPOSE 8008
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "deploy/healthcheck.mjs"]
CMD ["node", "server/dist/main.js"]
