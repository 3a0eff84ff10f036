# The image carries Node 24 for its support and its newer time zones; the code runs on 20.19 and later.
FROM node:24-bookworm-slim AS build
WORKDIR /ledig
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY protocols ./protocols
COPY trust ./trust
COPY config ./config
COPY gateway ./gateway
COPY test ./test
COPY .ci/copy-content.mjs ./.ci/
RUN npm run build

FROM node:24-bookworm-slim AS packages
WORKDIR /ledig
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Ledig" \
      org.opencontainers.image.description="Federation gateway for free/busy" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    NODE_OPTIONS="--disable-proto=delete --max-http-header-size=8192 --max-semi-space-size=32"
WORKDIR /ledig
COPY --from=packages /ledig/node_modules ./node_modules
COPY --from=build /ledig/dist ./dist
COPY package.json LICENSE ./
COPY config ./config
# Where the composed demo keeps what it makes; a volume takes its owner from here.
RUN mkdir /ground && chown node:node /ground
# Everything above belongs to root and is only read: a file system mounted read-only serves as well.
USER node
EXPOSE 8025
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "dist/gateway/cli/ledig.js", "healthcheck"]
ENTRYPOINT ["node", "dist/gateway/cli/ledig.js"]
CMD ["serve", "--config", "/etc/ledig/ledig.yaml"]
