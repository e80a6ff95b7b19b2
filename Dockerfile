# The image of Scorebook: every Airflow process of docker-compose.yaml, the Helm chart, or another executor.
#
#   docker build -t scorebook .                                   production (the last stage)
#   docker build -t scorebook-stand-ins --target stand-ins .      S3, BigQuery and sources of the local profile
#
# BASE_IMAGE is any Debian-like image with python3 (3.11 to 3.13) and its venv module.
ARG BASE_IMAGE=python:3.11.13-slim-bookworm

# What both images have in common: folders, user, environment.
FROM ${BASE_IMAGE} AS base
# A number, so that Kubernetes can see that it is not root. Group 0 owns what is written: any user with group 0
# (AIRFLOW_UID in compose, the random ones of OpenShift) may take its place.
RUN mkdir -p /opt/airflow/logs /opt/airflow/state /opt/scorebook-data \
    && chown -R 50000:0 /opt/airflow /opt/scorebook-data \
    && chmod -R g=u /opt/airflow /opt/scorebook-data
ENV PATH=/opt/scorebook/.venv/bin:$PATH \
    HOME=/opt/airflow \
    # Airflow asks for the user's name, which a number without a line in /etc/passwd has not.
    USER=airflow \
    LANG=C.UTF-8 \
    # No line of a log waits in a buffer when a process is killed.
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/opt/scorebook:/opt/scorebook/plugins \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/scorebook/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/scorebook/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    SCOREBOOK_DATA_DIR=/opt/scorebook-data \
    # Neither Airflow nor its dependencies report home.
    DO_NOT_TRACK=1 \
    SCARF_ANALYTICS=false
WORKDIR /opt/scorebook

# The virtual environment from the lock, with byte code: the image's user cannot write it later, and without it every
# Airflow process takes 5 s longer to start.
FROM base AS packages
ARG UV_VERSION=0.13.9
ENV UV_NO_CACHE=1 \
    UV_PYTHON_DOWNLOADS=never \
    # The largest wheels are 100 MB; the default of 30 s is short for slow lines.
    UV_HTTP_TIMEOUT=300
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --quiet "uv==${UV_VERSION}"
COPY pyproject.toml uv.lock ./
RUN /opt/uv/bin/uv sync --frozen --quiet --compile-bytecode --no-default-groups --group distributed \
    --python "$(command -v python3)"

# Before the code, so that a change of the code installs nothing again.
FROM packages AS stand-ins-packages
RUN /opt/uv/bin/uv sync --frozen --quiet --compile-bytecode --no-default-groups --group distributed --group local \
    --python "$(command -v python3)"
COPY include/devstack/services services
RUN UV_PROJECT_ENVIRONMENT=/opt/scorebook-services /opt/uv/bin/uv sync --frozen --quiet --compile-bytecode \
    --project services --python "$(command -v python3)"

FROM packages AS build
COPY dags dags
COPY plugins plugins
COPY include include
# Byte code never compared with its source: what is in the image does not change. A checkout may deny others to read.
RUN chmod -R a+rX dags plugins include \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash dags plugins include

# For development and tests only: S3 and Glue, BigQuery, the sources.
FROM base AS stand-ins
LABEL org.opencontainers.image.title="Scorebook stand-ins" \
      org.opencontainers.image.description="Local S3, Glue, BigQuery and sports sources for development and tests"
RUN mkdir /opt/stand-ins && chown 50000:0 /opt/stand-ins && chmod g=u /opt/stand-ins
COPY --from=stand-ins-packages /opt/scorebook-services /opt/scorebook-services
COPY --from=stand-ins-packages /opt/scorebook/.venv /opt/scorebook/.venv
COPY --from=build /opt/scorebook/dags /opt/scorebook/dags
COPY --from=build /opt/scorebook/plugins /opt/scorebook/plugins
COPY --from=build /opt/scorebook/include /opt/scorebook/include
USER 50000:0

FROM base AS runtime
LABEL org.opencontainers.image.title="Scorebook" \
      org.opencontainers.image.description="Apache Airflow with the workflows that collect sports data"
# Two layers: a change of the code does not send the packages again.
COPY --from=packages /opt/scorebook/.venv /opt/scorebook/.venv
COPY --from=build /opt/scorebook/dags /opt/scorebook/dags
COPY --from=build /opt/scorebook/plugins /opt/scorebook/plugins
COPY --from=build /opt/scorebook/include /opt/scorebook/include
USER 50000:0
# No HEALTHCHECK: each service of docker-compose.yaml has its own, see include/containers/health.py.
CMD ["airflow", "version"]
