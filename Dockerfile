# Plaukts as a service: locked versions with hashes, a user without rights, everything that is kept in /data, so that the
# rest may be read-only. README, "Operating it", says how it is run. The project's checks do not build this file.
#
# The base is named by its tag. Whoever builds for production names it by its digest (python:3.11-slim@sha256:…, as
# `docker buildx imagetools inspect python:3.11-slim` prints it), and renews that when the base gets its corrections.

FROM python:3.11-slim AS packages
WORKDIR /source
COPY requirements.lock ./
# Without a pip of its own: nothing can be installed in what runs.
RUN python -m venv --without-pip /plaukts && \
    pip --python /plaukts/bin/python install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY storage storage
COPY config config
# The one thing without a hash: hatchling, which packs the sources and does not come along.
RUN pip --python /plaukts/bin/python install --no-cache-dir --no-deps .

FROM python:3.11-slim
# A number and not only a name, so that Kubernetes can see that it is not root.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin plaukts && \
    mkdir /data && chown plaukts /data && chmod 700 /data
COPY --from=packages /plaukts /plaukts
USER 10001
WORKDIR /data
VOLUME /data
ENV PATH=/plaukts/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp/matplotlib \
    PLAUKTS_DATABASE_URL=sqlite:////data/plaukts.db PLAUKTS_HTTP_HOST=0.0.0.0 PLAUKTS_HTTP_PORT=8080
# Its own network alone reaches the port, unless it is published.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PLAUKTS_HTTP_PORT\"]}/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["plaukts"]
CMD ["run"]
