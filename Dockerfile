# The bot of an installation: `docker run -v handoff:/data …`, as the README shows. It writes to /data alone, so
# `--read-only --tmpfs /tmp --cap-drop ALL` can be added. Secrets come in when it is run, never when it is built.

FROM node:24-bookworm-slim AS builder
WORKDIR /app
COPY package.json package-lock.json ./
# Optional are the Node binaries that the project carries for people's own machines; the image is a Node already.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    DATA_DIR=/data \
    PORT=8080
WORKDIR /app
COPY --from=builder /app/node_modules node_modules
COPY package.json manifest.yml ./
COPY migrations migrations
COPY src src
RUN install --directory --owner=1000 --group=1000 --mode=0700 /data
VOLUME /data
# By number, so that a cluster can see that it is not root.
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/launch.mjs", "start"]
