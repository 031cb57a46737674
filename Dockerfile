# All that is in the image is made by `npm run image`, which works without Docker, too, and is tested there:
# docs/decisions/0007-one-image-made-without-docker.md
FROM node:24.21.0-bookworm-slim@sha256:2fe369e969550cde8e867afc3fe370b260140cab4a23d467074295b42163d553 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.npm node tools/prepare.mjs && npm run image

FROM scratch
LABEL org.opencontainers.image.title="Footman" \
      org.opencontainers.image.description="Every image that lands in the object store is in the Butler a second later" \
      org.opencontainers.image.source="https://github.com/lsst-dm/footman" \
      org.opencontainers.image.documentation="https://github.com/lsst-dm/footman/blob/main/docs/kubernetes.md" \
      org.opencontainers.image.licenses="GPL-3.0-or-later"
COPY --from=build /src/dist/image /
# What Node has compiled ahead is kept for this user; k8s/ names the same.
USER 1000:1000
ENV PATH=/usr/local/bin:/bin NODE_COMPILE_CACHE=/opt/footman/cache HOME=/tmp
# intake, ingest, reaper, console, announcer, registrar, presence
EXPOSE 8080 8081 8082 8083 8084 8085 8000
# Services drain when they hear it. Kubernetes asks them itself how they are.
STOPSIGNAL SIGTERM
HEALTHCHECK NONE
# An app's name, and what it takes: `docker run IMAGE intake`
CMD ["footman", "--help"]
