# syntax=docker/dockerfile:1
FROM python:3.13-slim-trixie AS build

# Two dependencies have no wheels for arm64. The compiler stays in this stage, so its version does not matter.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/streams
WORKDIR /src
COPY requirements.lock ./
RUN /opt/streams/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY schemas schemas
COPY streams streams
RUN /opt/streams/bin/pip install --no-deps . && /opt/streams/bin/pip uninstall --yes pip


FROM python:3.13-slim-trixie

LABEL org.opencontainers.image.title="streams" \
      org.opencontainers.image.description="Raw news HTML in, article records out, as a Kafka stream" \
      org.opencontainers.image.licenses="Apache-2.0"

RUN useradd --system --uid 10001 --home-dir /var/lib/streams --create-home streams
COPY --from=build /opt/streams /opt/streams

# Inside a container the probes and Prometheus come from outside.
ENV PATH=/opt/streams/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    WEB_BIND=0.0.0.0 \
    WEB_PORT=6066

USER 10001
WORKDIR /var/lib/streams
EXPOSE 6066
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"WEB_PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["streams"]
CMD ["worker"]
