# One image for every command: `migrate`, `worker`, `api`, `schedule apply`. deploy/try-image.sh builds and runs it.
# The base is an argument, so that it can come from a registry of one's own, or be pinned by digest.
ARG BASE=node:24.22.3-bookworm-slim

FROM ${BASE} AS build
WORKDIR /app
# Dependencies change less often than sources: a layer of their own is kept between builds.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
# `dist` is a link to the build, and an image has use for one build only.
RUN npm run build && cp -rL dist built

FROM ${BASE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc deploy/image/trim-modules.mjs ./
RUN npm ci --omit=dev --ignore-scripts && node trim-modules.mjs node_modules

FROM ${BASE}
# Those to trust besides Debian's, such as a managed database's: any *.crt that lies there.
COPY deploy/certificates /usr/local/share/ca-certificates/
# Temporal's native part reads the system's certificates, which the slim image lacks; Debian keeps one version only.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && update-ca-certificates \
  && rm -rf /var/lib/apt/lists/*
# Threads share two pools of native memory: with one for each, a worker takes a tenth more and gives less back. Arrays of a
# megabyte or more are no part of them: they go back to the system at once, and leave no gaps.
ENV NODE_ENV=production \
  NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
  MALLOC_ARENA_MAX=2 \
  MALLOC_MMAP_THRESHOLD_=1048576
LABEL org.opencontainers.image.title="adtech-recommendations" \
  org.opencontainers.image.description="Daily product recommendations for digital advertising: migrate, worker, api" \
  org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/built ./dist
COPY package.json deploy/image/backlog.mjs deploy/image/database-users.mjs deploy/image/health.mjs ./
# The image's user `node`, by number: an orchestrator can then see that it is not root.
USER 1000:1000
# It finds out which command runs. Orchestrators that do not look at it name the command themselves: `node health.mjs api`.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["--help"]
