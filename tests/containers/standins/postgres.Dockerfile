# Stands in for the official PostgreSQL image: Debian's package behind the same settings and folders.
ARG STANDIN_IMAGE
# hadolint ignore=DL3006
FROM ${STANDIN_IMAGE}
# The official image's ids. Debian's scripts would make a cluster of their own under another path.
# hadolint ignore=DL3008
RUN groupadd --gid 999 postgres \
    && useradd --uid 999 --gid postgres --home-dir /var/lib/postgresql --shell /bin/bash postgres \
    && apt-get update \
    && mkdir -p /etc/postgresql-common \
    && echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        --option Dpkg::Options::=--force-confold postgresql \
    && rm -rf /var/lib/apt/lists/* \
    && ln -s "$(dirname "$(find /usr/lib/postgresql -name initdb)")" /usr/lib/postgresql/bin \
    && sed -i "s/^#listen_addresses = 'localhost'/listen_addresses = '*'/" /usr/share/postgresql/*/postgresql.conf.sample \
    && install --directory --owner postgres --group postgres --mode 0700 /var/lib/postgresql/data \
    && install --directory --owner postgres --group postgres --mode 3777 /var/run/postgresql \
    && mkdir /docker-entrypoint-initdb.d
ENV LANG=C.UTF-8 \
    PATH=/usr/lib/postgresql/bin:$PATH \
    PGDATA=/var/lib/postgresql/data
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["docker-entrypoint.sh"]
# As in the official image: a fast stop that ends the clients' sessions.
STOPSIGNAL SIGINT
EXPOSE 5432
CMD ["postgres"]
