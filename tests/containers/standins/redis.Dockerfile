# Stands in for the official Redis image: Debian's package, data in /data, never as root.
ARG STANDIN_IMAGE
# hadolint ignore=DL3006
FROM ${STANDIN_IMAGE}
# hadolint ignore=DL3008
RUN groupadd --gid 999 redis \
    && useradd --uid 999 --gid redis --home-dir /data --no-create-home redis \
    && apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends redis-server redis-tools \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner redis --group redis /data
COPY redis-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
VOLUME /data
WORKDIR /data
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 6379
# The official image listens on all addresses of the container too.
CMD ["redis-server", "--protected-mode", "no"]
